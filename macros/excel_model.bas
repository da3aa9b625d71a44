' What both the workbook's own buttons and Excel's add-in ask of the program: Excel's object model, which Calc has for a
' workbook's own macros too.
Private Function IsSaved() As Boolean
    IsSaved = (book.Path <> "")
End Function

Private Function BookName() As String
    BookName = book.Name
End Function

Private Function Separator() As String
    Separator = Application.PathSeparator
End Function

Private Function HostName() As String
    HostName = Application.Name
End Function

Private Function HostSystem() As String
    HostSystem = Application.OperatingSystem
End Function

Private Function NamedText(ByVal key As String) As String
    On Error Resume Next
    NamedText = CStr(Application.ThisWorkbook.Names(key).RefersToRange.Value)
End Function

' The xlwings add-in, where someone has installed it; late bound, for most have not.
Private Sub AskOtherwise(ByVal verb As String)
    Dim found As Boolean
    On Error Resume Next
    Application.Run "xlwings.xlam!RunPython", "import xlplan.office.entry; xlplan.office.entry.run('" & verb & "')"
    found = (Err.Number = 0)
    On Error GoTo 0
    If Not found Then Tell "no_helper", "The helper is not started. Please start it (xlplan helper), then click again."
End Sub

' LibreOffice's add-in: for the document in front. In the application's Basic there is no Excel object model.
Private Function PressedBook() As Object
    On Error Resume Next
    If ThisComponent.supportsService("com.sun.star.sheet.SpreadsheetDocument") Then Set PressedBook = ThisComponent
End Function

Private Function Protocol() As String
    Protocol = "2"
End Function

Private Function Absent() As String
    Absent = "no_book"
End Function

Private Function IsSaved() As Boolean
    IsSaved = book.hasLocation()
End Function

Private Function BookName() As String
    On Error Resume Next
    BookName = book.Title
End Function

' The address is the name with all but ASCII as %XX already.
Private Function FullName() As String
    FullName = book.URL
    If Left(FullName, 7) = "file://" Then FullName = Mid(FullName, 8)
End Function

' Nothing goes into a cell: the nonce is in a hidden name, which the helper removes once it has found the document. Where none
' can be added, the helper goes by the full name. A click alone changes nothing of the user's work: neither does closing
' ask whether to save it, nor does undoing find anything of it.
Private Function Marked(ByVal nonce As String) As Boolean
    Dim origin As New com.sun.star.table.CellAddress
    Dim modified As Boolean
    Dim steps As Long
    Marked = True
    On Error Resume Next
    modified = book.isModified()
    ' What is being typed into a cell goes into it: a click on the toolbar alone leaves it open. Then there is one more step to undo.
    steps = UBound(book.UndoManager.getAllUndoActionTitles())
    Recalculate
    If UBound(book.UndoManager.getAllUndoActionTitles()) <> steps Then modified = True
    book.UndoManager.lock()
    If book.NamedRanges.hasByName("{request}") Then book.NamedRanges.removeByName("{request}")
    book.NamedRanges.addNewByName("{request}", """" & nonce & """", origin, 0)
    book.UndoManager.unlock()
    If Not modified Then book.setModified(False)
End Function

Private Sub Recalculate()
    Dim command As New com.sun.star.util.URL
    Dim options(0) As New com.sun.star.beans.PropertyValue
    command.Complete = ".uno:Calculate"
    command.Main = command.Complete
    command.Protocol = ".uno:"
    command.Path = "Calculate"
    options(0).Name = "SynchronMode"
    options(0).Value = True
    book.CurrentController.Frame.queryDispatch(command, "", 0).dispatch(command, options())
End Sub

Private Sub Unmark()
    Dim modified As Boolean
    On Error Resume Next
    modified = book.isModified()
    book.UndoManager.lock()
    book.NamedRanges.removeByName("{request}")
    book.UndoManager.unlock()
    If Not modified Then book.setModified(False)
End Sub

Private Function Separator() As String
    Separator = GetPathSeparator()
End Function

Private Function HostName() As String
    HostName = "LibreOffice Calc"
End Function

Private Function HostSystem() As String
    HostSystem = "Unix"
    If Separator() = "\" Then HostSystem = "Windows"
End Function

Private Sub AskOtherwise(ByVal verb As String)
    Tell "no_helper", "The helper is not started. Please start it (xlplan helper), then click again."
End Sub

Private Function NamedText(ByVal key As String) As String
    Select Case key
        ' {texts}
    End Select
End Function

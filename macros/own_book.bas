' The workbook's own buttons: for this workbook, whichever is in front.
' Not plainly ThisWorkbook: Calc drops the code names on saving, and then that name is a module without an object.
Private Function PressedBook() As Object
    Set PressedBook = Application.ThisWorkbook
End Function

Private Function Protocol() As String
    Protocol = "1"
End Function

Private Function FullName() As String
End Function

Private Function Absent() As String
    Absent = "failed"
End Function

' A click alone changes nothing of the user's work, so closing must not ask whether to save it.
Private Function Marked(ByVal nonce As String) As Boolean
    Dim saved As Boolean
    Dim cell As Object
    On Error Resume Next
    saved = book.Saved
    Set cell = book.Names("xlplan_nonce").RefersToRange
    cell.Value = nonce
    Marked = (cell.Value = nonce)
    If saved Then book.Saved = True
End Function

' The next click writes over it.
Private Sub Unmark()
End Sub

' Where the add-in is loaded, its tab is there for this workbook too: one is enough. An add-in has no place among the
' workbooks that are counted, but is found by its name.
Public Sub RibbonShown(control As Object, ByRef shown As Variant)
    Dim found As String
    On Error Resume Next
    found = Application.Workbooks(NamedText("xlplan_addin")).Name
    shown = (found = "")
End Sub

' The add-in's buttons: for the workbook in front. Another may come to the front while the helper is waited for.
' A workbook in Protected View has no window of its own here, and ActiveWorkbook might be one that lies behind it.
Private Function PressedBook() As Object
    If Not Application.ActiveWindow Is Nothing Then Set PressedBook = Application.ActiveWorkbook
End Function

Private Function Protocol() As String
    Protocol = "2"
End Function

Private Function Absent() As String
    Dim view As Object
    On Error Resume Next
    Set view = Application.ActiveProtectedViewWindow
    Absent = "no_book"
    If Not view Is Nothing Then Absent = "protected_view"
End Function

' Nothing goes into a cell: the nonce is in a hidden name, which the helper removes once it has found the workbook. Where none
' can be added, the helper goes by the full name. A click alone changes nothing of the user's work, so closing must not
' ask whether to save it.
Private Function Marked(ByVal nonce As String) As Boolean
    Dim saved As Boolean
    Marked = True
    On Error Resume Next
    saved = book.Saved
    book.Names.Add "{request}", "=""" & nonce & """", False
    If saved Then book.Saved = True
End Function

Private Sub Unmark()
    Dim saved As Boolean
    On Error Resume Next
    saved = book.Saved
    book.Names("{request}").Delete
    If saved Then book.Saved = True
End Sub

' In UTF-8, all but letters, digits and -._~/ as %XX: files are written in the code page, which lacks characters of names.
Private Function FullName() As String
    Dim whole As String
    Dim i As Long
    Dim code As Long
    Dim text As String
    whole = book.FullName
    i = 1
    Do While i <= Len(whole)
        code = UnitAt(whole, i)
        If code >= &HD800& And code < &HDC00& And i < Len(whole) Then
            i = i + 1
            code = &H10000 + (code - &HD800&) * &H400& + UnitAt(whole, i) - &HDC00&
        End If
        If Mid(whole, i, 1) Like "[A-Za-z0-9._~/-]" Then text = text & Mid(whole, i, 1) Else text = text & Escaped(code)
        i = i + 1
    Loop
    FullName = text
End Function

Private Function UnitAt(ByVal text As String, ByVal place As Long) As Long
    UnitAt = AscW(Mid(text, place, 1)) And &HFFFF&
End Function

Private Function Escaped(ByVal code As Long) As String
    If code < &H80& Then
        Escaped = Octet(code)
    ElseIf code < &H800& Then
        Escaped = Octet(&HC0& Or code \ &H40&) & Continued(code)
    ElseIf code < &H10000 Then
        Escaped = Octet(&HE0& Or code \ &H1000&) & Continued(code \ &H40&) & Continued(code)
    Else
        Escaped = Octet(&HF0& Or code \ &H40000) & Continued(code \ &H1000&) & Continued(code \ &H40&) & Continued(code)
    End If
End Function

Private Function Continued(ByVal code As Long) As String
    Continued = Octet(&H80& Or (code And &H3F&))
End Function

Private Function Octet(ByVal code As Long) As String
    Octet = "%" & Right("0" & Hex(code), 2)
End Function

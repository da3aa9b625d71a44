Attribute VB_Name = "XlPlan"
Option Explicit

' A button leaves a small request file for the resident helper (xlplan helper) and waits shortly for its answer. The
' helper does the work, and it touches the workbook only after the macro has ended.
'
'   <nonce>.request    key=value lines: protocol, nonce, verb, version, host, os, book
'   <nonce>.answer     "accepted", or "refused" and on the next line a code: its text is in the cell xlplan_msg_<code>
'   <nonce>.withdrawn  a request that nobody took within two seconds
'
' The helper takes a request by renaming it, and tidies up the folder. The nonce also goes into the workbook, by which the
' helper finds it among all that are opened. What a request says: xlplan/office/hosts/requests.py. ASCII only: texts for people
' are in cells of the file that holds this, in Calc's add-in in its code.
'
' The same source is the workbook's own and the add-ins'; what differs stands in own_book.bas and active_book.bas, each with
' excel_model.bas, and in calc_document.bas.

' Seconds. In Calc, Timer counts whole seconds: there it waits between one and two.
Private Const PATIENCE As Double = 2
' After so long the helper takes a request no more (xlplan/office/hosts/requests.py).
Private Const STALE As Double = 5
Private Const DAY_SECONDS As Double = 86400

Private busy As Boolean
' The workbook that a button was pressed for; Nothing where there is none.
Private book As Object
' The number of VBA's error, in brackets, where the folders could not be looked into; else "".
Private trouble As String

' {buttons}

' {book}

Private Sub Request(ByVal verb As String)
    ' While it waits, the user can click on.
    If busy Then Exit Sub
    busy = True
    On Error GoTo Failed
    Set book = PressedBook()
    Serve verb
    Set book = Nothing
    busy = False
    Exit Sub
Failed:
    busy = False
    Tell "failed", "The button could not be carried out: " & Err.Description
    Set book = Nothing
End Sub

Private Sub Serve(ByVal verb As String)
    Dim nonce As String
    Dim answer As String
    If book Is Nothing Then
        Tell Absent(), "There is no workbook in front. Please go to one, then click again."
        Exit Sub
    End If
    ' These two look at no table.
    If Not IsSaved() And verb <> "help" And verb <> "doctor" Then
        Tell "unsaved", "Please save this workbook first, then click again."
        Exit Sub
    End If
    trouble = ""
    nonce = NewNonce()
    If Not Marked(nonce) Then
        Tell "no_mark", "The workbook is protected, or the name xlplan_nonce is missing. " & _
            "Please unprotect it, or copy your table into a fresh workbook."
        Exit Sub
    End If
    answer = Ask(nonce, verb)
    ' Once it is accepted, the helper removes the mark. "busy" it tells in the result of what it is at: a box would stop that.
    If answer <> "accepted" Then Unmark
    If answer = "" Then
        AskOtherwise verb
    ElseIf answer <> "accepted" And answer <> "busy" Then
        Tell answer, "The helper refused: " & answer
    End If
End Sub

' "accepted", the code of a refusal, or "" where nobody answers.
Private Function Ask(ByVal nonce As String, ByVal verb As String) As String
    Dim folders() As String
    Dim i As Integer
    folders = Split(RequestFolders(nonce), vbLf)
    For i = LBound(folders) To UBound(folders)
        If Ask = "" And folders(i) <> "" Then Ask = AskIn(folders(i), nonce, verb)
    Next i
End Function

Private Function AskIn(ByVal folder As String, ByVal nonce As String, ByVal verb As String) As String
    Dim path As String
    Dim seen As Boolean
    Dim started As Double
    path = folder & Separator() & nonce
    Leave path, nonce, verb
    started = Timer
    Do
        DoEvents
        If Dir(path & ".answer") <> "" Then
            seen = True
            AskIn = ReadAnswer(path & ".answer")
            If AskIn <> "" Then Exit Function
        End If
    Loop While Elapsed(started) < PATIENCE
    ' What an answer says that nobody could read is not known: it is told as a failure.
    If seen Then
        AskIn = "failed"
    ElseIf Not Withdrawn(path) Then
        AskIn = "accepted"
    End If
End Function

Private Sub Leave(ByVal path As String, ByVal nonce As String, ByVal verb As String)
    Dim number As Integer
    number = FreeFile
    Open path & ".tmp" For Output As #number
    Print #number, "protocol=" & Protocol()
    Print #number, "nonce=" & nonce
    Print #number, "verb=" & verb
    Print #number, "version=" & NamedText("xlplan_version")
    Print #number, "host=" & HostName()
    Print #number, "os=" & HostSystem()
    If FullName() <> "" Then Print #number, "book=" & FullName()
    Close #number
    If Not Renamed(path & ".tmp", path & ".request", 1) Then Err.Raise 75
End Sub

' In Excel, Line Input does not end a line at a bare line feed. "" while somebody, such as a virus scanner, holds the file.
Private Function ReadAnswer(ByVal path As String) As String
    Dim number As Integer
    Dim text As String
    Dim part As String
    Dim lines() As String
    On Error GoTo Held
    number = FreeFile
    Open path For Input As #number
    Do Until EOF(number)
        Line Input #number, part
        text = text & part & vbLf
    Loop
    lines = Split(text & vbLf, vbLf)
    ReadAnswer = lines(0)
    If lines(0) = "refused" Then ReadAnswer = lines(1)
Held:
    ' On the way through as well; where it could not be opened, there is nothing to close.
    On Error Resume Next
    Close #number
End Function

' Renaming takes the request back in one step. Where the request is gone, the helper was a moment faster and is at work.
' Where it stays because somebody holds it, nobody took it, and it is waited for until nobody will.
Private Function Withdrawn(ByVal path As String) As Boolean
    Withdrawn = True
    If Renamed(path & ".request", path & ".withdrawn", STALE - PATIENCE + 0.5) Then
        Withdrawn = (Dir(path & ".withdrawn") <> "")
    End If
End Function

' True once the old name is gone. A virus scanner may hold a fresh file for a moment: it is tried again for some seconds.
Private Function Renamed(ByVal old As String, ByVal fresh As String, ByVal patience As Double) As Boolean
    Dim started As Double
    started = Timer
    On Error Resume Next
    Do
        Name old As fresh
        Renamed = (Dir(old) = "")
        If Renamed Then Exit Function
        DoEvents
    Loop While Elapsed(started) < patience
End Function

' The folders that are there, a line for each; "" where no helper was ever started. As request_folders in
' xlplan/office/hosts/requests.py says.
Private Function RequestFolders(ByVal nonce As String) As String
    Dim folder As String
    Dim found As String
    folder = Environ("XLPLAN_REQUESTS")
    If folder = "" Then
        RequestFolders = OwnFolders(Environ("ProgramData"), nonce)
        If RequestFolders <> "" Then Exit Function
        If Environ("LOCALAPPDATA") <> "" Then
            folder = Environ("LOCALAPPDATA") & "\xlplan\requests"
        Else
            folder = Environ("HOME") & "/.local/share/xlplan/requests"
        End If
    End If
    ' An error of the look above tells nothing of this folder.
    trouble = ""
    On Error Resume Next
    ' Not within an If: where that fails, VBA goes on behind its Then.
    found = Dir(folder, vbDirectory)
    If Err.Number <> 0 Then
        trouble = " (" & Err.Number & ")"
    ElseIf found <> "" Then
        RequestFolders = folder
    End If
End Function

' On Windows each user's helper makes a folder there, for that user alone. Which is this user's, VBA cannot ask: it is the one
' in which a file can be made.
Private Function OwnFolders(ByVal place As String, ByVal nonce As String) As String
    Dim found As String
    Dim folders() As String
    Dim i As Integer
    If place = "" Then Exit Function
    place = place & Separator()
    On Error Resume Next
    found = Dir(place & "xlplan-S-1-*", vbDirectory)
    Do While found <> "" And Err.Number = 0
        OwnFolders = OwnFolders & place & found & vbLf
        found = Dir()
    Loop
    If Err.Number <> 0 Then trouble = " (" & Err.Number & ")"
    folders = Split(OwnFolders, vbLf)
    OwnFolders = ""
    For i = LBound(folders) To UBound(folders)
        If folders(i) <> "" Then
            If CanWrite(folders(i) & Separator() & nonce & ".tmp") Then
                OwnFolders = OwnFolders & folders(i) & vbLf
            End If
        End If
    Next i
End Function

Private Function CanWrite(ByVal path As String) As Boolean
    Dim number As Integer
    number = FreeFile
    On Error GoTo Denied
    Open path For Output As #number
    Close #number
    CanWrite = True
Denied:
End Function

' 32 hexadecimal digits. The first is a letter, or a cell might take one such as 12E5 for a number.
Private Function NewNonce() As String
    Dim text As String
    Dim i As Integer
    Randomize
    text = "f" & Digits(CLng(Date), 7) & Digits(CLng(Timer * 1000), 8)
    For i = 1 To 4
        text = text & Digits(CLng(Int(Rnd * 65536)), 4)
    Next i
    NewNonce = text
End Function

Private Function Digits(ByVal number As Long, ByVal width As Integer) As String
    Digits = LCase(Right("0000000" & Hex(number), width))
End Function

Private Function Elapsed(ByVal started As Double) As Double
    Elapsed = Timer - started
    If Elapsed < 0 Then Elapsed = Elapsed + DAY_SECONDS
End Function

Private Sub Tell(ByVal code As String, ByVal plain As String)
    Dim text As String
    Dim title As String
    text = NamedText("xlplan_msg_" & code)
    If text = "" Then text = plain
    If code = "no_helper" Then text = text & trouble
    title = HostName()
    If Not book Is Nothing Then title = BookName()
    MsgBox text, vbExclamation, title
End Sub

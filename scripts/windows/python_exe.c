/* python.exe: hands its words to Python's own program in the DLL beside it. */
#include <stdio.h>
#include <windows.h>

typedef int(__cdecl *Main)(int, wchar_t **);

int wmain(int argc, wchar_t **argv) {
    HMODULE library = LoadLibraryW(L"" PYTHON_DLL);
    Main run = library ? (Main)(void *)GetProcAddress(library, "Py_Main") : NULL;
    if (!run) {
        fprintf(stderr, "%s: error %lu\n", PYTHON_DLL, GetLastError());
        return 3;
    }
    return run(argc, argv);
}

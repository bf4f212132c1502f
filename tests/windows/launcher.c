/* python.exe for Wine/Windows: loads pythonXY.dll beside it and calls Py_Main. */
#include <windows.h>
#include <stdio.h>
typedef int (*main_t)(int, wchar_t **);
int wmain(int argc, wchar_t **argv) {
    HMODULE dll = LoadLibraryW(L"" PYTHON_DLL);
    if (!dll) { fprintf(stderr, "cannot load python dll: %lu\n", GetLastError()); return 99; }
    main_t py = (main_t)(void *)GetProcAddress(dll, "Py_Main");
    if (!py) { fprintf(stderr, "no Py_Main\n"); return 98; }
    return py(argc, argv);
}

"""What Wine 8 lacks and Windows has; nothing here stands for anything in Copress."""

import _winapi
import ctypes

if hasattr(_winapi, "CopyFile2"):  # Windows 8; shutil does without it
    del _winapi.CopyFile2

_asked = ctypes.CDLL.__getattr__


def _also(self, name):
    if name != "CM_MapCrToWin32Err":  # Windows Vista, cfgmgr32: pyserial lists ports with it
        return _asked(self, name)
    kind = ctypes.WINFUNCTYPE(ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong)
    made = kind(lambda cr, otherwise: otherwise)
    setattr(self, name, made)
    return made


ctypes.CDLL.__getattr__ = _also

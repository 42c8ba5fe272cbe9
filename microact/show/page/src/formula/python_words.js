/** Words of Python's, which are no names. */

export const PYTHON_WORDS = ("False None True and as assert async await break class continue def del elif else except "
  + "finally for from global if import in is lambda nonlocal not or pass raise return try while with yield").split(" ");

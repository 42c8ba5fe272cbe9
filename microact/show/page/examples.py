def examples() -> str:
    return "export const EXAMPLES = [];\n"

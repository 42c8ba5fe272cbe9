/** The style sheet; Python puts it together (`page.py`). */
export const STYLE: string;

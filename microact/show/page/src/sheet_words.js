/** Every sentence of a worksheet, in one place. */

export const SHEET_WORDS = {
  title: "Worksheet",
  says: "What is shown, with empty boxes. Print it, or save it as a file that prints the same.",
  print: "Print",
  save: "Save",
  withAnswers: "with the answers, on a page of their own",
  name: "Name ______________________",
  answers: "Answers",
  graph: "A graph, forward and backward",
  graphTask: "Fill every empty box. Forward first, from left to right; then backward: what arrives, times the number at the arrow.",
  graphQuestions: [
    "Which number would you change first to make the result smaller, and in which direction?",
    "Where does the gradient become smaller on its way to the left? Which number says so?",
    "Change one number by 0.1. Which boxes change, and which stay?",
  ],
  unit: "One unit, forward and backward",
  unitTask: "Fill in every “?”. Forward first, from left to right; then backward: what arrives, times the number at the arrow.",
  unitQuestions: [
    "Is the point where the curve is steep, or where it is flat? How do you see it in the numbers?",
    "Which weight would you change first to lower the loss, and in which direction?",
    "Put relu in place of this activation. Which numbers change?",
  ],
  network: "A network, and how its gradient flows",
  networkTask: "Look at the widths of the lines, at the curves, and at the bars below.",
  networkQuestions: [
    "Which layer gets the most gradient, which the least? By what factor do they differ?",
    "Circle a unit that lets little gradient through. How does its curve show it?",
    "Which line would change the loss most? In which direction should its weight go?",
  ],
  compare: "Two networks side by side",
  compareTask: "Same points, same random numbers. Look at the lines, and at the bars below.",
  compareQuestions: [
    "In which of the two does more gradient arrive at layer 1? How many times as much?",
    "Which learns faster? How do you see it without the curve of the loss?",
    "What would you change in the slower one?",
  ],
};

"""How well it answers, beside two baselines, on rows that it never saw."""

import numpy as np

from microact.cli.fitting import Fitted, is_rare
from microact.metrics import accuracy, auc, f1, log_loss, precision_recall
from microact.readings.numbers import Array
from microact.tables.encoding import Table

WIDE = 44
"""So many letters a name has room for."""


def scores(goal: Table, network: Fitted, straight: Fitted) -> dict[str, float]:
    """Return, for the rows held out, the share of right answers of each, or the error."""
    truth = goal.y_test
    if goal.classes:
        most = int(np.bincount(goal.y).argmax())
        return {
            f"always {goal.classes[most]!r}": float(np.mean(truth == most)),
            "logistic regression": accuracy(truth, straight.predict(goal.X_test)),
            str(network.network): accuracy(truth, network.predict(goal.X_test)),
        }

    def error(predicted: Array | float) -> float:
        off = np.abs(predicted - truth)
        size = float(np.max(off)) or 1.0  # taken out, so that no square overflows
        return size * float(np.sqrt(np.mean((off / size) ** 2)))

    return {
        "always the mean": error(float(goal.y.mean())),
        "linear regression": error(straight.predict(goal.X_test)),
        str(network.network): error(network.predict(goal.X_test)),
    }


def table_of(goal: Table, found: list[dict[str, float]]) -> str:
    """Write the results of one seed, or of several with their spread."""
    rows = len(goal.y_test)
    what = "accuracy" if goal.classes else "error, root mean square"
    head = f"held-out {what} ({rows} rows{f', {len(found)} seeds' * (len(found) > 1)})"

    def number(x: float) -> str:
        return f"{x:.1%}" if goal.classes else f"{x:.4g}"

    lines = []
    for name in found[0]:
        values = [one[name] for one in found]
        spread = f" ± {number(float(np.std(values)))}" if len(found) > 1 else ""
        lines.append(f"{name:<{WIDE}}{number(float(np.mean(values))):>8}{spread}")
    return "\n".join([head, *lines])


def warnings(goal: Table, found: dict[str, float]) -> list[str]:
    """Say in one sentence each what a reader should not overlook."""
    if is_rare(goal):
        return []  # accuracy says little there; `rare_class` says more
    constant, line, network = found.values()

    def worse(a: float, b: float) -> bool:
        return a < b if goal.classes else a > b

    always = next(iter(found))
    if worse(network, constant):
        return [
            f"warning: the network is worse than {always!s}: these columns may tell nothing of "
            f"{goal.encoder.target!r}, or there are too few rows"
        ]
    if worse(network, line):
        straight = list(found)[1]
        return [f"{straight} does better: the network finds nothing that a straight line misses"]
    return []


def rare_class(goal: Table, network: Fitted, straight: Fitted) -> list[str]:
    """Report on the rarer of two classes; nothing where none is rare."""
    if not is_rare(goal):
        return []
    truth, rare = goal.y_test, int(np.argmin(np.bincount(goal.y, minlength=2)))
    name, share = goal.classes[rare], float(np.mean(np.r_[goal.y, truth] == rare))
    lines = [
        "",
        f"{name!r} is {share:.1%} of the rows, so accuracy says little; of {name!r}, held out:",
        f"{'':<{WIDE}}{'recall':>8}{'precision':>11}{'F1':>8}{'AUC':>8}{'log-loss':>10}",
    ]
    for title, one in (("logistic regression", straight), (str(network.network), network)):
        answers, p = one.predict(goal.X_test), one.network.predict_proba(goal.X_test)
        precision, recall = precision_recall(truth, answers, rare)
        both = 0 < np.mean(truth == rare) < 1
        area = f"{auc(truth == rare, p if rare else 1 - p):.3f}" if both else "-"
        lines.append(
            f"{title:<{WIDE}}{recall:>8.1%}{precision:>11.1%}{f1(truth, answers, rare):>8.3f}"
            f"{area:>8}{log_loss(truth, p):>10.3f}"
        )
    chosen = "; chosen on the watched rows for the highest F1" if network.threshold_is_found else ""
    lines.append(
        f"answered {goal.classes[1]!r} from a probability of {network.threshold:.2f} on{chosen}"
    )
    if not np.any(network.predict(goal.X_test) == rare):
        lines.append(
            f"{name!r} is never found: more rows of it, --balance, or another --threshold may help"
        )
    return lines

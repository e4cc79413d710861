"""Whether two shares of people differ by more than chance."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

# Tables whose chance is the same but for rounding count as equally likely (as R's fisher.test has it).
RELATIVE_ERROR = 1e-7


def fisher_p(found: int, of: int, base_found: int, base_of: int) -> float:
    """Two-sided p of Fisher's exact test (1935) of `found` among `of` against `base_found` among `base_of`.

    The sum of the chances of all tables with the same margins that are no likelier than the one seen. NaN where a
    group is empty. Raises ValueError where more were found than there are.
    """
    if not (0 <= found <= of and 0 <= base_found <= base_of):
        raise ValueError("of each group, none to all can be found")
    if of == 0 or base_of == 0:
        return float("nan")
    total = found + base_found
    possible = np.arange(max(0, total - base_of), min(of, total) + 1)
    chance = np.exp(_choose(of, possible) + _choose(base_of, total - possible) - _choose(of + base_of, np.array(total)))
    seen = chance[found - possible[0]]
    return float(min(1.0, chance[chance <= seen * (1 + RELATIVE_ERROR)].sum()))


def _choose(n: int, k: NDArray) -> NDArray:
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

"""The sampled comparison with trafilatura, asked again where one sampled body was far from it.

Extraction compares one article in a hundred, and at least one. A single page that trafilatura reads
otherwise says little; so a few more of the same visit are compared then, and one visit can tell.
"""

from __future__ import annotations

from flows.stages import extract
from flows.stages.drift import Share
from flows.stages.log import OutletLog
from flows.stages.tally import Tally
from flows.stages.work import Work
from spiders import registry

#: Articles compared beside the sample when one of it was far apart; some 0.2 s each.
MORE = 5
#: The warning of a body that is far from trafilatura's, without its figure.
WARNING = "crosscheck"


def compared(work: Work, log: OutletLog, tally: Tally) -> Share:
    """Bodies of this visit that trafilatura reads alike, of those compared.

    Of nothing where the outlet's own page versions read no body: the others are not compared.
    """
    own = tally.own("body", (page.version for page in registry.pages_for(work.outlet)))
    sampled = extract.sample(log.articles)
    far = tally.warnings[WARNING]
    if not own or not sampled:
        return Share(0, 0)
    checked = max(far, min(own, len(sampled)))
    if far:
        again = extract.compare(work, log, [k for k in log.articles if k not in sampled][:MORE])
        checked += len(again)
        far += sum(again)
    return Share(checked - far, checked)

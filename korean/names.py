"""What topics are called: in Korean as the vocabulary says, in English as said here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from korean import vocab

ENGLISH: Mapping[str, str] = {
    "strategy_governance": "Strategy & governance",
    "law_regulation": "Law & regulation",
    "safety_ethics_trust": "Safety, ethics & trust",
    "infra_datacenter": "Infrastructure & data centres",
    "semiconductor": "AI semiconductors",
    "foundation_models": "Foundation models",
    "data": "Data",
    "talent_education": "Talent & education",
    "rnd": "Research & development",
    "industry_manufacturing_ax": "Industry & manufacturing",
    "startup_sme_finance": "Startups, SMEs & finance",
    "public_sector_ai": "AI in the public sector",
    "labor_society": "Labour & society",
    "health_welfare": "Health & welfare",
    "agri_marine_env": "Agriculture, sea & environment",
    "defense_security": "Defence & security",
    "international": "International",
    "regional_ecosystem": "Regional ecosystems",
}


@cache
def topics() -> Mapping[str, tuple[str, str]]:
    """Key → (Korean, English). KeyError for a topic of the vocabulary that has no English name."""
    return MappingProxyType({t.key: (t.title, ENGLISH[t.key]) for t in vocab.topics()})

"""The press room's newsroom: a seeded generator of readable Korean articles of our own."""

from pressroom.newsroom.build import NOW, SEED, build_world

__all__ = ["NOW", "SEED", "build_world"]

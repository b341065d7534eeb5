"""The ground floor: pure functions on Korean news text. No I/O, nothing of ours imported."""

"""The user's cache folder; everything in it can be deleted."""

from __future__ import annotations

from pathlib import Path

from syndicate.errors import ConfigError


def cache_folder() -> Path:
    """The folder of cached responses, visits and locks.

    Raises:
        ConfigError: the user has no home, and the environment names no other place.
    """
    import platformdirs

    try:
        path = platformdirs.user_cache_path("syndicate", appauthor=False)
    except RuntimeError:  # of newer platformdirs; older ones give a relative path
        path = Path()
    if not path.is_absolute():
        message = "this user has no home folder to keep a cache in; set XDG_CACHE_HOME to a folder of yours"
        raise ConfigError(message, "HOME")
    return path

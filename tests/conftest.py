"""What several tests stand on: the folder shared/ beside the checkout, and the real origin served by nginx."""

import os
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples at every run, so that a change is judged by itself; what a longer search finds becomes a case.
# Without a deadline: how long one takes says more of the machine than of the code.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# What a run tells GitHub Actions is tested where a test says that it runs there, not wherever the tests run.
for name in [name for name in os.environ if name.startswith(("GITHUB_", "RUNNER_", "INPUT_"))]:
    del os.environ[name]

NGINX = """\
daemon off;
user root;
pid nginx.pid;
error_log error.log;
events {{ }}
http {{
  access_log off;
  etag on;
  client_body_temp_path temp;
  proxy_temp_path temp;
  fastcgi_temp_path temp;
  uwsgi_temp_path temp;
  scgi_temp_path temp;
  types {{
    text/html html;
    text/css css;
    application/xml xml;
    application/json json;
    application/pdf pdf;
    image/png png;
    image/jpeg jpg jpeg;
    image/gif gif;
    image/svg+xml svg;
    image/webp webp;
  }}
  server {{
    listen 127.0.0.1:{port};
    root "{root}";
  }}
}}
"""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder shared/ that lies beside the checkout on the project's machines."""
    path = Path(__file__).resolve().parents[2] / "shared"
    if not path.is_dir():
        pytest.skip("there is no folder shared/ beside the checkout")
    return path


@pytest.fixture(scope="session")
def origin_18f(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of a copy of 18F's blog, served by a real nginx on loopback."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    root = shared / "origin" / "18f"
    if nginx is None:
        pytest.skip("nginx is not installed")
    if not root.is_dir():
        pytest.skip("there is no shared/origin/18f")
    prefix = tmp_path_factory.mktemp("nginx")
    # nginx takes over a socket that is already open (as in its upgrades), so that no other program can
    # take the port first, and a client that comes early waits instead of being refused.
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        port = listener.getsockname()[1]
        (prefix / "nginx.conf").write_text(NGINX.format(port=port, root=root))
        process = subprocess.Popen(
            [nginx, "-p", prefix, "-c", "nginx.conf", "-e", "error.log"],
            env={**os.environ, "NGINX": f"{listener.fileno()};"},
            pass_fds=[listener.fileno()],
            stderr=subprocess.DEVNULL,  # where nginx tells all others that they cannot be root
        )
    base = f"http://127.0.0.1:{port}/"
    try:
        with urllib.request.urlopen(base + "feed.xml", timeout=20):
            yield base
    finally:
        process.terminate()
        process.wait(timeout=10)

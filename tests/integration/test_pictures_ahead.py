"""Pictures are asked for as soon as their page is read, and a server that does not answer is asked once."""

import socket
import threading
from contextlib import contextmanager

from tests.blog import CONFIG, NAME
from tests.integration.test_pictures import copied, gif, last, put


@contextmanager
def silent_server():
    """A server that hangs up on everybody; brings its port, and how often it was called."""
    calls: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                calls.append(1)
                connection.close()

        threading.Thread(target=hang_up, daemon=True).start()
        yield listener.getsockname()[1], calls
        listener.shutdown(socket.SHUT_RDWR)


class Together(dict[str, bytes | int | str]):
    """Pages of which some are answered only when all of these were asked for; else they are broken."""

    def __init__(self, pages, together) -> None:
        super().__init__(pages)
        self.together = threading.Barrier(len(together))
        self.paths = together

    def get(self, path, default=None):
        if path in self.paths:
            try:
                self.together.wait(timeout=10)
            except threading.BrokenBarrierError:
                return 404
        return super().get(path, default)


def test_the_pictures_of_an_article_are_asked_for_side_by_side_once_their_server_has_answered(place):
    place.config.write_text(CONFIG.replace("[post]\n", '[post]\nimages = "copy"\n'), encoding="utf-8")
    for n in (1, 2, 3):
        put(place, f"/img/{n}.gif", gif(n))
    put(place, "/img/first.gif", gif(9))
    shown = "".join(f'<img src="/img/{name}.gif" alt="a dot">' for name in ("first", 1, 2, 3))
    place.blog.write(1, f"<p>Look: {shown}</p>")
    place.blog.pages = Together(place.blog.pages, ["/img/1.gif", "/img/2.gif", "/img/3.gif"])
    done = place.run("sync")
    assert (last(done), done.stderr) == ("blog: 3 added", "")
    assert copied(place) == {"1/first.gif": gif(9), **{f"1/{n}.gif": gif(n) for n in (1, 2, 3)}}


def test_a_server_that_does_not_answer_is_asked_once_and_its_pictures_are_told_by_their_number(place):
    text = CONFIG.replace("[post]\n", '[post]\nimages = "copy"\n')
    place.config.write_text(text.replace("retries = 0", "retries = 0\nrobots = false"), encoding="utf-8")
    for n in (1, 2, 3):
        pictures = f'<img src="https://cdn.example/{n}.gif" alt="one"> <img src="https://cdn.example/{n}b.gif" alt="two">'
        place.blog.write(n, f"<p>Look at these {n}: {pictures}</p>")
    with silent_server() as (port, calls):
        mirrors = [
            f"--mirror={NAME}={place.blog.address}",
            f"--mirror=https://cdn.example/=http://127.0.0.1:{port}/",
        ]
        done = place.run("sync", *mirrors, mirror=False)
    assert len(calls) == 1
    said = f"the connection broke before the end of the page; so 6 pictures and files at 127.0.0.1:{port} are linked, not copied"
    assert said in done.stdout + done.stderr
    assert "[one](https://cdn.example/3.gif)" in place.post(3).read_text()


def test_articles_that_nobody_wants_cost_no_picture(place):
    text = CONFIG.replace("[post]\n", '[post]\nimages = "copy"\n')
    place.config.write_text(text + '[source.only]\ntext = "wanted"\n', encoding="utf-8")
    for n, word in ((1, "wanted"), (2, "other")):
        put(place, f"/img/{n}.gif", gif(n))
        place.blog.write(n, f'<p>This is {word}: <img src="/img/{n}.gif" alt="a dot"></p>')
    assert last(place.run("sync")) == "blog: 1 added"
    assert [path for path, _ in place.blog.asked if path.startswith("/img/")] == ["/img/1.gif"]

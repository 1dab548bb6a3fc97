"""`python -m rwpk` is the command `rwpk`."""

from rwpk.cli import app

if __name__ == "__main__":
    app(prog_name="rwpk")

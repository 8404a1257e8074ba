"""The program `radiogenomics`; a user's mistake ends it with one line."""

import sys

import typer

from radiogenomics.command_line.check import check
from radiogenomics.command_line.export import export
from radiogenomics.command_line.predict import predict
from radiogenomics.errors import InputError

app = typer.Typer(
    help="Radiogenomics of glioma on your own scans. A tool for research, not for decisions on patients.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(check)
app.command()(export)
app.command()(predict)


@app.callback()
def _program() -> None:
    """Keep the names of the commands, also where there is one alone."""


def main() -> None:
    """Run the program."""
    try:
        app()
    except InputError as error:
        print(f"radiogenomics: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()

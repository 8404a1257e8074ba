"""The program `radiogenomics`; a user's mistake ends it with one line.

Exit codes: 0 all is well; 1 the work was done and something is wrong with the data (`check` found errors, `register` or
`predict` left patients out); 2 a mistake on the command line or in a file, and nothing was done; 3 a defect of the
program; 130 stopped by Ctrl-C. `run` and `plan` end with Snakemake's own code.
"""

import sys
import traceback

import typer

from radiogenomics.command_line.check import check
from radiogenomics.command_line.compare import compare
from radiogenomics.command_line.export import export
from radiogenomics.command_line.plan import plan
from radiogenomics.command_line.predict import predict
from radiogenomics.command_line.register import register
from radiogenomics.command_line.run import run
from radiogenomics.command_line.version import version
from radiogenomics.errors import InputError

PROGRAM = "radiogenomics"
MISTAKE, DEFECT, STOPPED = 2, 3, 130
DEBUG = "--debug"
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
"""Settings of commands whose further arguments are Snakemake's."""

app = typer.Typer(
    help="Radiogenomics of glioma on your own scans. A tool for research, not for decisions on patients.",
    epilog="Exit codes: 0 all is well; 1 something is wrong with the data, the work is done; 2 a mistake, nothing is "
    f"done; 3 a defect. {DEBUG} anywhere shows where an error comes from.",
    pretty_exceptions_enable=False,
)
app.command()(check)
app.command()(register)
app.command()(predict)
app.command()(export)
app.command()(compare)
app.command(context_settings=PASSED_ON)(plan)
app.command(context_settings=PASSED_ON)(run)
app.command()(version)


def main() -> None:
    """Run the program `radiogenomics`; a user's mistake ends it with one line and exit status 2."""
    debug = DEBUG in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != DEBUG]
    try:
        # What a command ends with is its exit code; without arguments, the help is shown.
        code = app(arguments or ["--help"], prog_name=PROGRAM, standalone_mode=False)
    except (InputError, typer.TyperException) as error:
        usage = isinstance(error, typer.TyperException)
        _end(f"{error.format_message().rstrip('.')}; see {PROGRAM} --help" if usage else str(error), MISTAKE, debug)
    except (KeyboardInterrupt, typer.Abort):
        _end("stopped", STOPPED, debug)
    except Exception as error:
        _end(f"defect: {type(error).__name__}: {error}; run again with {DEBUG} and report what it says", DEFECT, debug)
    sys.exit(code)


def _end(line: str, code: int, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    print(f"{PROGRAM}: {' '.join(line.split())}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()

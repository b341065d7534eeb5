"""`aipolicy completion`: the script that makes a shell complete commands, options and known values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_PROGRAM = "aipolicy"
_VARIABLE = "_AIPOLICY_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script for your shell; options and the names that they take are completed.

    \b
    bash (4.4 or newer), in ~/.bashrc:   eval "$(aipolicy completion bash)"
    zsh, in ~/.zshrc:                    eval "$(aipolicy completion zsh)"
    fish:  aipolicy completion fish > ~/.config/fish/completions/aipolicy.fish
    """
    made = get_completion_class(shell)
    assert made is not None  # click has all three
    # Of the class, not `source` called whole: bash's would start a bash to look at its version.
    script = made(context.find_root().command, {}, _PROGRAM, _VARIABLE)
    click.echo(script.source_template % script.source_vars())

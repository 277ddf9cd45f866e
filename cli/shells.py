"""Completion in shells: click's for bash, zsh and fish, and ours for PowerShell, which it lacks.

A script asks the program itself at each key: the words typed so far come in two environment
variables, and each offer goes back as a line.
"""

from __future__ import annotations

import os
import re
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

_SPECIAL = re.compile(r"[^\w@%+=:,./-]")  # what shells may not take as it is
_IN_QUOTES = re.compile(r'["$`\\!]')
_POWERSHELL_QUOTE = re.compile("(['\u2018\u2019\u201a\u201b])")  # each ends a text in quotes
PROGRAM = "alliances"
VARIABLE = "_ALLIANCES_COMPLETE"
NAMES = ("bash", "zsh", "fish", "powershell")

#: Where each script belongs.
PLACES: dict[str, Text] = {
    "bash": Text(
        "alliances completion bash > ~/.local/share/bash-completion/completions/alliances "
        "(créez le dossier s'il manque ; bash 4.4 ou plus).",
        "alliances completion bash > ~/.local/share/bash-completion/completions/alliances "
        "(make the folder if it is missing; bash 4.4 or later).",
    ),
    "zsh": Text(
        "alliances completion zsh > ~/.zfunc/_alliances, et dans ~/.zshrc : fpath+=~/.zfunc; "
        "autoload -Uz compinit && compinit",
        "alliances completion zsh > ~/.zfunc/_alliances, and in ~/.zshrc: fpath+=~/.zfunc; "
        "autoload -Uz compinit && compinit",
    ),
    "fish": Text(
        "alliances completion fish > ~/.config/fish/completions/alliances.fish",
        "alliances completion fish > ~/.config/fish/completions/alliances.fish",
    ),
    "powershell": Text(
        "alliances completion powershell >> $PROFILE (le fichier que PowerShell lit en s'ouvrant).",
        "alliances completion powershell >> $PROFILE (the file that PowerShell reads on opening).",
    ),
}

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = $commandAst.ToString()
    if ($cursorPosition -lt $typed.Length) { $typed = $typed.Substring(0, $cursorPosition) }
    $before = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:COMP_WORDS = $typed
        $env:COMP_CWORD = $wordToComplete
        $env:%(complete_var)s = "powershell_complete"
        & %(prog_name)s | ForEach-Object {
            $kind, $value, $help = $_ -split "`t", 3
            if ($kind -eq "plain") {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new(
                    $value, $value, "ParameterValue", $help)
            }
        }
    } finally {
        [Console]::OutputEncoding = $before
        Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:%(complete_var)s -ErrorAction Ignore
    }
}
"""


class Bash(BashComplete):
    """Completion for bash, which takes "etape=contact" for three words and replaces the last."""

    source_template: ClassVar[str] = BashComplete.source_template.replace(
        "    return 0\n",
        """    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace

    return 0
""",
    ).replace("read type value", "read -r type value")

    begun = ""  # of the word that bash replaces
    apart: tuple[CompletionItem, int] | None = None  # an offer, and where it gets a pair of quotes

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one being typed, and that one, joined again around "="."""
        before, begun = super().get_completion_args()
        *words, last = _joined([*before, begun])
        self.typed = last.rpartition("=")[0] + "=" if "=" in last else ""
        self.begun = last.removeprefix(self.typed)
        raw = os.environ["COMP_WORDS"].split("\n")
        at = int(os.environ["COMP_CWORD"])
        self.quote = raw[at][:1] if at < len(raw) and raw[at][:1] in {'"', "'"} else ""
        return words, last

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return the offers; several of them are set apart where bash would spoil what is typed.

        Bash types what all begin with, even in the middle of an escape, or when it is less than
        what is there ("pay", for "Pays" and "PAYS"). A pair of quotes with nothing in between
        means nothing, and ends there what they share.
        """
        found = super().get_completions(args, incomplete)
        plain = [item for item in found if item.type == "plain"]
        at = _apart([self._escaped(item.value) for item in plain], self.begun, self.quote)
        self.apart = (plain[0], at) if at is not None else None
        return found

    def format_completion(self, item: CompletionItem) -> str:
        """Return an offer as bash takes it: its kind, and what it types."""
        value = self._escaped(item.value)
        if self.apart and self.apart[0] is item:
            at, pair = self.apart[1], (self.quote or "'") * 2
            value = value[:at] + pair + value[at:]
        return f"{item.type},{value}"

    def _escaped(self, value: str) -> str:
        """Return an offer, without what stands before the word that bash replaces.

        Bash takes it as if it were typed, and a name holds anything: signs that mean something
        there, or inside of the quotes that are open, are escaped.
        """
        value = value.removeprefix(self.typed)
        if self.quote == "'":
            return value.replace("'", "'\\''")
        special = _IN_QUOTES if self.quote else _SPECIAL
        return special.sub(_escaped, value)


def _apart(offers: Sequence[str], begun: str, quote: str) -> int | None:
    """Return where what escaped offers share has to end; None where nothing has to be done."""
    if len(offers) < 2:
        return None
    ends = zip(min(offers), max(offers), strict=False)
    shared = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    is_cut = quote != "'" and (len(shared) - len(shared.rstrip("\\"))) % 2 == 1
    plain = shared if quote == "'" else re.sub(r"\\(.?)", r"\1", shared)
    if shared and len(plain) < len(begun):
        return 0
    return len(shared) - 1 if is_cut else None


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"


def _joined(words: Sequence[str]) -> list[str]:
    """Join each "=" with the words beside it."""
    found: list[str] = []
    for word in words:
        if found and (word == "=" or found[-1].endswith("=")):
            found[-1] += word
        else:
            found.append(word)
    return found


class PowerShell(ShellComplete):
    """Completion for Windows PowerShell 5 and PowerShell 7."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one being typed, and that one."""
        words = split_arg_string(os.environ["COMP_WORDS"])
        typed = os.environ.get("COMP_CWORD", "")
        begun = next(iter(split_arg_string(typed)), "")  # it may begin with a quote
        arguments = words[1:]
        return (arguments[:-1] if begun and arguments else arguments), begun

    def format_completion(self, item: CompletionItem) -> str:
        """Return an offer as one line: kind, value, what it means."""
        help_ = " ".join((item.help or "").split())
        value = item.value
        if _SPECIAL.search(value):
            value = "'" + _POWERSHELL_QUOTE.sub(r"\1\1", value) + "'"
        return f"{item.type}\t{value}\t{help_}"


for _kind in (Bash, PowerShell):
    add_completion_class(_kind)


def script(shell: str, program: click.Command) -> str:
    """Return the script of a shell."""
    kind = get_completion_class(shell) or PowerShell
    completion = kind(program, {}, PROGRAM, VARIABLE)
    return completion.source_template % completion.source_vars()

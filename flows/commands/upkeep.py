"""`sohoa config show`, `sohoa migrate`, `sohoa doctor`."""

import os

from flows.commands.options import JSON
from flows.messages import tr, tr_error
from flows.screen import result, result_json, result_table, say
from flows.settings import SECRETS, flat, home_of, load, variables

PASSWORD = "***"


def config_show() -> int:
    """Show every setting, its value, and where it comes from.

    A setting is changed by a variable of the environment, SOHOA_ and its name.

    Examples:
      sohoa config show
      SOHOA_READ_LANGUAGES=eng sohoa config show
    """
    settings, origins = load(os.environ)
    names = {setting: name for name, setting in variables().items()}
    rows = [
        (key, _shown(key, value), tr(origins[key]), names[key])
        for key, value in flat(settings).items()
    ]
    where = "environment" if os.environ.get("SOHOA_HOME") else "default"
    rows.append(("home", str(home_of(os.environ)), tr(where), "SOHOA_HOME"))
    for name in SECRETS:
        if os.environ.get(name):
            rows.append((name.removeprefix("SOHOA_").lower(), PASSWORD, tr("environment"), name))
    result_table([tr("setting"), tr("value"), tr("from"), tr("variable")], rows)
    return 0


def migrate() -> int:
    """Bring catalogue and store to the version of this program.

    Other commands say so when it is due.

    Examples:
      sohoa migrate
    """
    from storage.opening import open_catalogue

    settings, _ = load(os.environ)
    with open_catalogue(settings.catalogue, home_of(os.environ)) as catalogue:
        changed = catalogue.migrate()
    if changed:
        from flows.house import opened
        from flows.index import catch_up

        with opened() as house:
            catch_up(house)
    result(tr("brought to this version") if changed else tr("nothing to do"))
    return 0


def doctor(as_json: JSON = False) -> int:
    """Look whether everything that is needed is there, and say what to do where it is not.

    Examples:
      sohoa doctor
      sohoa doctor --json
    """
    say(tr("Looking ..."))
    from flows.checkup import checkup

    findings = checkup(os.environ)
    if as_json:
        result_json(
            [
                {
                    "part": one.part,
                    "found": one.found,
                    "ok": not one.exit_code,
                    "advice": one.advice,
                }
                for one in findings
            ]
        )
    else:
        result_table(
            ["", tr("part"), tr("found"), tr("what to do")],
            [
                (
                    "!" if one.exit_code else "+",
                    tr(one.part),
                    tr_error(one.found),
                    tr_error(one.advice),
                )
                for one in findings
            ],
        )
    return min((one.exit_code for one in findings if one.exit_code), default=0)


def _shown(key: str, value: object) -> str:
    if key == "catalogue.url" and value:
        from sqlalchemy import make_url

        return make_url(str(value)).render_as_string(hide_password=True)
    return str(value)

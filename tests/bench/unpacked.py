"""Debian's Alertmanager reads its templates from /usr/share, even where the package was only
unpacked (`dpkg -x`). Then the benchmark starts again in a mount namespace of its own, where they
are; the machine outside sees nothing of it, and the process keeps its pid."""
import os
import pathlib
import sys

TEMPLATES = 'usr/share/prometheus/alertmanager/default.tmpl'
DONE = 'TRIAGED_BENCH_NAMESPACE'
SCRIPT = 'mount -t overlay overlay -o "lowerdir=$1:/usr/share" /usr/share && shift && exec "$@"'


def show_shared_files(peers):
    """Does not return if it had to start the program again."""
    if not peers or os.environ.get(DONE) or pathlib.Path('/', TEMPLATES).exists():
        return
    root = pathlib.Path(peers).resolve()
    if not (root / TEMPLATES).exists():
        return
    os.environ[DONE] = '1'
    as_root = [] if os.geteuid() == 0 else ['--map-root-user']
    os.execvp('unshare', ['unshare', '--mount', '--propagation', 'private', *as_root, 'sh', '-c',
                          SCRIPT, 'sh', str(root / 'usr/share'), sys.executable, *sys.argv])

"""Runs the double on its own: prints `slack double on PORT` and serves until it is stopped."""

import argparse
import asyncio
import signal

from .options import Options
from .server import start


def _arguments():
    parser = argparse.ArgumentParser(prog="slack_double", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=Options.bot_token, help="the bot token it honours")
    parser.add_argument("--write-public", action="store_true", help="post without joining")
    return parser.parse_args()


async def _serve(arguments):
    options = Options(bot_token=arguments.token, chat_write_public=arguments.write_public)
    runner, port = await start(options, port=arguments.port)
    print(f"slack double on {port}", flush=True)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))

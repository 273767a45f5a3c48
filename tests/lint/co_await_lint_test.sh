#!/bin/sh
# Shows what co_await_lint.sh finds and what it lets pass.
set -eu

lint=$(dirname "$0")/co_await_lint.sh
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
failed=0

expect() { # STATUS CODE
  printf '%s\n' "$2" >"$dir/case.cc"
  status=0
  sh "$lint" "$dir/case.cc" >"$dir/out" || status=$?
  if [ "$status" -ne "$1" ]; then
    echo "expected $1, got $status: $2"
    failed=1
  fi
}

expect 1 'co_await handler({method, target, body});'
expect 1 'co_await take(Request{method, target});'
expect 1 'co_await run_on(pool, [s] { return s.size(); });'
expect 1 'co_await run_on(pool, std::function<int()>{[s] {}});'
expect 1 'co_await [s]() -> Task<int> { co_return 1; }();'
expect 1 'auto x = co_await f(std::make_unique<Effect>(Effect{"abc", {}}));'
expect 1 'if (co_await f(Request{})) return;'
expect 1 'f(co_await g(), Request{});'
expect 1 'co_await f(a,
    [](int) {});'
expect 0 'auto answer = co_await handler(std::move(asked));'
expect 0 'if (co_await ready()) { go(); }'
expect 0 'while (co_await next()) { x[1] = 2; }'
expect 0 'co_await jobs[i];'
expect 0 'co_await tables[0][name].load();'
expect 0 'co_await f(")", "{", 1);'
expect 0 '// co_await f({1});'
expect 0 '/* co_await f({1}); */ int x;'
expect 0 'my_co_await({1});'

printf 'int a;\nint b;\nco_await f({1});\n' >"$dir/case.cc"
sh "$lint" "$dir/case.cc" | grep -q 'case.cc:3: ' || { echo "wrong line"; failed=1; }

exit $failed

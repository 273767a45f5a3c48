#!/bin/sh
# Refuses braces and lambdas inside a co_await expression: g++ 12.2 copies such temporaries bitwise,
# without a warning, and corrupts memory. Name the value, then await the name.
#
#   co_await_lint.sh [FILE...]     default: all C++ files of the project
#
# Prints file:line for each find; exit status 1 if there is one. Subscripts (`jobs[i]`) are fine.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
if [ $# -eq 0 ]; then
  cd "$root"
  # shellcheck disable=SC2046  # our file names have no spaces
  set -- $(find daemon adapters tests -name '*.h' -o -name '*.cc')
fi

exec perl -e '
use strict;
my $found = 0;
for my $file (@ARGV) {
  open(my $in, "<", $file) or die "$file: $!\n";
  local $/;
  my $text = <$in>;
  # Comments and literals become blanks of the same number of lines.
  my $blank = sub { my $s = shift; $s =~ s/[^\n]/ /g; $s };
  $text =~ s{(//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\2"|"(?:\\.|[^"\\\n])*"|\x27(?:\\.|[^\x27\\\n])\x27)}
            {$blank->($1)}gse;
  while ($text =~ /\bco_await\b/g) {
    my $line = 1 + (substr($text, 0, pos($text)) =~ tr/\n//);
    my ($depth, $before) = (0, "");
    # The expression ends at a semicolon or where a bracket around it closes.
    for my $c (split //, substr($text, pos($text))) {
      last if $c eq ";";
      $depth++ if $c eq "(";
      $depth-- if $c eq ")";
      last if $depth < 0 || $c eq "}";
      if ($c eq "{" || ($c eq "[" && $before !~ /[\w\])]/)) {
        print "$file:$line: brace or lambda inside co_await: name the value, then await it\n";
        $found = 1;
        last;
      }
      $before = $c if $c =~ /\S/;
    }
  }
}
exit $found;
' "$@"

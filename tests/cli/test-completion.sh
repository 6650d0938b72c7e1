#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the shells offer, asked of real ones: all options of all commands, all values of those that take
# one of a list, files where files may stand. SHELL is bash, fish, zsh, or none: the program alone.
# Exit status 77: the shell is not installed.
# Usage: test-completion.sh SOURCE-DIR SHELL CLI [WINDOW]
set -u
source=$1 shell=$2 cli=$3 window=${4-}
[ "$shell" = none ] || command -v "$shell" >/dev/null || { echo "$shell is not installed"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" XDG_CONFIG_HOME="$folder" XDG_DATA_HOME="$folder" TERM=dumb
PATH=$(dirname "$cli"):$PATH
[ -z "$window" ] || PATH=$(dirname "$window"):$PATH
cd "$folder" || exit 1
mkdir folder
: >folder/run.bscope
: >run.bscope
: >'two words.bscope'
status=0

# offer WORDS...: what is offered for the last one, a line each
case $shell in
  none)
    offer () { shift; "$cli" --complete "$@" | sed '/^:files$/d; s/\t.*//'; }
    ;;
  bash)
    cat >ask <<'EOF'
. "$1/data/completions/batchscope-cli.bash"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
case $1 in
  batchscope) _batchscope batchscope ;;
  *) _batchscope_cli batchscope-cli ;;
esac
printf '%s\n' "${COMPREPLY[@]}"
EOF
    offer () { bash --norc ask "$source" "$@"; }
    ;;
  fish)
    offer ()
    {
      fish --no-config -c 'source $argv[1]; source $argv[2]; complete -C "$argv[3..]"' \
        "$source/data/completions/batchscope-cli.fish" "$source/data/completions/batchscope.fish" "$@" |
        sed 's/\t.*//'
    }
    ;;
  zsh)
    # A terminal of its own, in which a key lists what could stand there.
    cat >.zshrc <<EOF
PS1= PS2= RPS1=
unsetopt prompt_sp prompt_cr
unset zle_bracketed_paste
stty -echo columns 300 rows 200
fpath=($source/data/completions \$fpath)
autoload -Uz compinit
compinit -u -D
LISTMAX=10000
setopt no_list_beep no_always_last_prompt
zstyle ':completion:*' list-prompt ''
bindkey '^X' list-choices
EOF
    cat >ask <<'EOF'
zmodload zsh/zpty
zpty shell zsh -i
zpty -w shell "print REA''DY"
while zpty -r shell line; do [[ $line == *READY* ]] && break; done
zpty -w -n shell "$*"$'\x18'
sleep 1
zpty -w -n shell $'\x15'"print DO''NE"$'\n'
while zpty -r shell line; do
  [[ $line == *DONE* ]] && break
  print -r -- "$line"
done
zpty -d shell
EOF
    export ZDOTDIR="$folder"
    offer () { timeout 20 zsh -f ask "$@" | tr -d '\r' | sed 's/\x1b\[[0-9;?]*[a-zA-Z]//g' | tr -s ' \t' '\n\n'; }
    ;;
esac

# expect EXPECTED WORDS...: is among what is offered
expect ()
{
  expected=$1
  shift
  offer "$@" >offered
  echo "$expected" | while read -r one; do
    grep -qxF -e "$one" offered || { echo "$shell: “$*” does not offer $one"; exit 1; }
  done || { head -5 offered; status=1; }
}

# only EXPECTED WORDS...: nothing else
only ()
{
  expect "$@"
  [ "$(sort -u offered | grep -c .)" -eq "$(echo "$1" | sort -u | grep -c .)" ] ||
    { echo "$shell: “$*” offers:"; sort -u offered | head; status=1; }
}

commands=$("$cli" --help | sed -n 's/^  \([a-z]*\)  *.*/\1/p' | grep -v '^$')
[ "$(echo "$commands" | wc -l)" -ge 18 ] || { echo 'There are no commands'; exit 1; }
expect "$commands" batchscope-cli ''
some=$commands
[ "$shell" != zsh ] || some=record
for command in $some; do
  options=$("$cli" "$command" --help | grep -oE '^  (-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+')
  [ "$(echo "$options" | wc -l)" -ge 2 ] || { echo "$command has no options"; status=1; }
  expect "$options" batchscope-cli "$command" --
done

one_of () { echo "$1" | tr -d ' \n' | tr ',' '\n'; }
expect "$(find "$source/data/models" -name '*.model' -exec basename {} .model \;)" \
  batchscope-cli record --workload ''
policies=$(one_of 'unbatched, depth, agenda, agenda-remaining, sufficient, sufficient-reversed, random, beam,
  exact, fsm')
[ "$shell" = none ] || policies="$policies
run.bscope"
expect "$policies" batchscope-cli record --policy ''
if [ "$shell" != zsh ]; then
  only "$(one_of 'creation, published, full')" batchscope-cli record --planner ''
  only "$(one_of 'text, csv, json')" batchscope-cli steps run.bscope --format ''
  only "$(one_of 'text, html, pdf')" batchscope-cli report run.bscope --format ''
  only "$(one_of 'png, svg, pdf, dot, json, text, csv, chrome, perfetto, safetensors, bundle')" \
    batchscope-cli export --format ''
  only "$(one_of 'fsm, graph, strip, memory, pq-tree, liveness, outer-memory, timeline')" \
    batchscope-cli export --view ''
  only "$(one_of 'a4, letter')" batchscope-cli report --paper ''
  only "$(one_of 'base, max, sort, marked')" batchscope-cli train --encoding ''
  only "$(one_of 'drop, wait')" batchscope-cli record --overflow ''
  only "$(one_of 'total, type, phase, mini_batch, state, divergence')" batchscope-cli compare --by ''
  expect "$("$cli" query --list --format csv 2>/dev/null | sed 1d | cut -d, -f1 | grep -E '^[a-z-]+$' | head -20)" \
    batchscope-cli query run.bscope --recipe ''
  only 'agenda
agenda-remaining' batchscope-cli compare --policy agen
fi
case $shell in
  none)
    only '--view=memory' batchscope-cli export --view=me
    only 'creation,full' batchscope-cli bench --planner creation,fu
    [ "$("$cli" --complete steps ru)" = ':files' ] || { echo 'No file is offered'; status=1; }
    [ -z "$("$cli" --complete nothing '')" ] || { echo 'Something is offered of nothing'; status=1; }
    ;;
  bash)
    only memory batchscope-cli export --view = me
    only 'run.bscope' batchscope-cli steps ru
    only 'run.bscope' batchscope-cli record --policy = run
    only 'two words.bscope' batchscope-cli steps tw
    ;;
  fish)
    only '--view=memory' batchscope-cli export --view=me
    only 'run.bscope' batchscope-cli steps ru
    ;;
esac
if [ -n "$window" ] && [ "$shell" != none ]; then
  [ "$shell" = zsh ] || only '--version' batchscope --vers
  expect 'run.bscope' batchscope r
fi
exit $status

# SPDX-License-Identifier: Apache-2.0
# Completion for bash: the programs are asked what can stand next.

# The words up to the cursor, with what bash has split at "=" and ":" in one again.
_batchscope_words ()
{
  local i last=
  words=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    if ((${#words[@]} > 0)) && { [[ ${COMP_WORDS[i]} == [=:] && ${words[-1]} == -* ]] ||
      [[ $last == [=:] && ${words[-1]} == -*[=:] ]]; }; then
      words[-1]+=${COMP_WORDS[i]}
    else
      words+=("${COMP_WORDS[i]}")
    fi
    last=${COMP_WORDS[i]}
  done
}

_batchscope_files ()
{
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$1")
}

_batchscope_cli ()
{
  local line word words
  _batchscope_words
  word=${words[-1]}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      _batchscope_files "${word##-*=}"
    else
      line=${line%%$'\t'*}
      # Bash itself keeps what stands before the "=".
      [[ $word == -*=* ]] && line=${line#*=}
      COMPREPLY+=("$line")
    fi
  done < <("$1" --complete "${words[@]}" 2>/dev/null)
}

_batchscope ()
{
  local word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$("$1" --help-all 2>/dev/null | grep -oE -- '--[a-z][a-z-]*')" -- "$word")
  else
    _batchscope_files "$word"
  fi
}

complete -F _batchscope_cli batchscope-cli
complete -F _batchscope batchscope

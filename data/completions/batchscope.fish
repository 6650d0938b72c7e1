# SPDX-License-Identifier: Apache-2.0
# Completion for fish: the program is asked for its options; files are offered besides.

function __batchscope
    set -l words (commandline -opc)
    $words[1] --help-all 2>/dev/null | string match -ra -- '--[a-z][a-z-]*'
end

complete -c batchscope -a '(__batchscope)' -n 'string match -q -- "-*" (commandline -ct)'

# SPDX-License-Identifier: Apache-2.0
# Completion for fish: the program is asked what can stand next.

function __batchscope_cli
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for line in ($words[1] --complete $words[2..-1] "$word" 2>/dev/null)
        if test $line = :files
            __fish_complete_path (string replace -r -- '^(-.*=)' '' $word)
        else
            echo $line
        end
    end
end

complete -c batchscope-cli -f -a '(__batchscope_cli)'

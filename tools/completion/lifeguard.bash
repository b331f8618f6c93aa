# SPDX-License-Identifier: Apache-2.0
# bash completion of lifeguard: verbs, their options, models of the catalogue, files.

_lifeguard_options() {
	case $1 in
	advise | check | explain) echo --json --help ;;
	simulate)
		echo --scenario --for --dt --seed --trace --trace-every --report --engine --json --help
		;;
	bench) echo --set --catalog --json --help ;;
	run) echo --dir --http --for --json --help ;;
	status) echo --http --json --help ;;
	emulate) echo --dir --scenario --for --seed --json --help ;;
	catalog) echo --catalog --json --help ;;
	schema) echo --help ;;
	decode) echo --hex --key --help ;;
	esac
}

# The models, asked for once a shell: a line of `catalog` begins with one.
_lifeguard_models() {
	if [ -z "${_lifeguard_known_models:-}" ]; then
		_lifeguard_known_models=$("$1" catalog 2>/dev/null | grep -oE '^[a-z0-9]+/[a-z0-9.-]+')
	fi
	echo "$_lifeguard_known_models"
}

_lifeguard_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

_lifeguard() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local verb=${COMP_WORDS[1]}
	COMPREPLY=()

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "advise check simulate bench run status emulate \
			catalog explain schema decode help version" -- "$word")
		return
	fi
	case $before in
	--dir | --catalog) _lifeguard_files -d "$word" ;;
	--scenario | --trace | --report) _lifeguard_files -f "$word" ;;
	--engine) mapfile -t COMPREPLY < <(compgen -W fixed -- "$word") ;;
	--for | --dt | --seed | --trace-every | --http | --set | --key) ;;
	*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$(_lifeguard_options "$verb")" -- "$word")
			return
		fi
		case $verb in
		bench | catalog)
			mapfile -t COMPREPLY < <(compgen -W "$(_lifeguard_models "$1")" -- "$word")
			;;
		decode) mapfile -t COMPREPLY < <(compgen -W "jbd vedirect vedirect-hex" -- "$word") ;;
		status | schema | help | version) ;;
		*) _lifeguard_files -f "$word" ;;
		esac
		;;
	esac
}

complete -F _lifeguard lifeguard

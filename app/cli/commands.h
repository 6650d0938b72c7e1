/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of the command line: each takes its own arguments, argv[0] being its name, and
 * returns the exit status. */
#pragma once

int bs_cli_backends (int argc, char **argv);
int bs_cli_bench (int argc, char **argv);
int bs_cli_compare (int argc, char **argv);
int bs_cli_export (int argc, char **argv);
int bs_cli_import (int argc, char **argv);
int bs_cli_info (int argc, char **argv);
int bs_cli_inspect (int argc, char **argv);
int bs_cli_lesson (int argc, char **argv);
int bs_cli_notes (int argc, char **argv);
int bs_cli_plan (int argc, char **argv);
int bs_cli_query (int argc, char **argv);
int bs_cli_record (int argc, char **argv);
int bs_cli_report (int argc, char **argv);
int bs_cli_schedule (int argc, char **argv);
int bs_cli_steps (int argc, char **argv);
int bs_cli_train (int argc, char **argv);
int bs_cli_verify (int argc, char **argv);
int bs_cli_whatif (int argc, char **argv);

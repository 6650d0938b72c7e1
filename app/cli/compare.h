/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of compare. */
#pragma once

#include "app/cli/data-options.h"
#include "app/cli/policy-options.h"
#include "profiles/comparison/comparison-tables.h"
#include "viz/report/report-format.h"

G_BEGIN_DECLS

/* Rows of the table of all parts that is printed where none is asked for. */
#define BS_CLI_ALL_PARTS BS_N_COMPARISON_PARTS

typedef struct
{
  char **names;    /* files, each with the name of a branch behind a colon, or without */
  char **branches; /* (nullable): of the first trace */
  char *fail_if;   /* (nullable) */
  guint part;      /* BsComparisonPart, or BS_CLI_ALL_PARTS */
  BsTableFormat format;
  const BsReportFormat *report; /* (nullable): instead of tables */
  char *output;                 /* (nullable): stdout */
} BsCliRuns;

/** bs_cli_compare_policies: schedules the same inputs with all policies. Returns: the exit status,
 * as all of these do. */
int bs_cli_compare_policies (BsCliData *data, BsCliPolicies *policies, BsTableFormat format,
                             gboolean each, const char *output);

/** bs_cli_compare_runs: @policies: (nullable): that schedule the graphs of the first trace; @seed: of
 * one that is learned. */
int bs_cli_compare_runs (const BsCliRuns *options, BsCliPolicies *policies, guint64 seed);

/** bs_cli_compare_tables: @names: the files of two policies; @output: (nullable). */
int bs_cli_compare_tables (char **names, BsTableFormat format, const char *output);

G_END_DECLS

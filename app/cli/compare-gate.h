/* SPDX-License-Identifier: Apache-2.0 */
/* compare --fail-if: whether what is compared may pass. An expression of columns of decisions is about
 * each decision of the recordings after the base, or of the only one; an expression that names
 * anything else is about each run after the base as a whole. */
#pragma once

#include "profiles/comparison/comparison.h"
#include "profiles/query/predicate.h"

G_BEGIN_DECLS

typedef struct
{
  BsPredicate *predicate;
  gboolean is_of_runs;
} BsCliGate;

/** bs_cli_gate_init: Returns: %FALSE with what is wrong with @text. */
gboolean bs_cli_gate_init (BsCliGate *self, const char *text, GError **error);
void bs_cli_gate_clear (BsCliGate *self);

/**
 * bs_cli_gate_test_runs:
 * @holds: (out): of any run after the base; the first is named on stderr
 */
gboolean bs_cli_gate_test_runs (BsCliGate *self, const BsComparison *comparison, gboolean *holds,
                                GError **error);

/** bs_cli_gate_test_trace: @holds: (out): of any decision; how many is said on stderr. */
gboolean bs_cli_gate_test_trace (BsCliGate *self, const char *name, const BsTrace *trace,
                                 gboolean *holds, GError **error);

/** bs_cli_gate_columns_text: Returns: (transfer full): what an expression can name, translated. */
char *bs_cli_gate_columns_text (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCliGate, bs_cli_gate_clear)

G_END_DECLS

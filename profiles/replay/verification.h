/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a trace can be had again, bit for bit: what it says is recomputed from its own graphs and
 * decisions, and the first difference of each mini-batch is named. */
#pragma once

#include "engine/backend.h"
#include "engine/policy.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * BsCheck:
 * @BS_CHECK_CONSISTENCY: decisions against the graph: members, candidates, states, lower bound
 * @BS_CHECK_DECISIONS: the policy decides the same again
 * @BS_CHECK_LOSS: the same batches, executed again, have the same loss
 */
typedef enum
{
  BS_CHECK_CONSISTENCY,
  BS_CHECK_DECISIONS,
  BS_CHECK_LOSS,
  BS_N_CHECKS
} BsCheck;

const char *bs_check_to_string (BsCheck check);

typedef enum
{
  BS_FINDING_SAME,
  BS_FINDING_DIFFERENT,
  BS_FINDING_UNCHECKED,
  BS_N_FINDINGS
} BsFindingKind;

const char *bs_finding_kind_to_string (BsFindingKind kind);

/* What a check of a mini-batch found. Expected is what the replay gives, found what the trace has. */
typedef struct
{
  BsFindingKind kind;
  guint32 decision;       /* of the difference, from 1 through the whole trace; 0: none */
  guint32 node;           /* of the difference; G_MAXUINT32: none */
  const char *what;       /* (nullable) that differs: one word, for machines */
  char *expected, *found; /* (nullable) */
  char *reason;           /* (nullable) why not all was checked, translated */
} BsFinding;

typedef struct
{
  guint32 n_mini_batches;
  BsFinding (*findings)[BS_N_CHECKS]; /* [n_mini_batches] */
} BsVerification;

/* With what to have a trace again. */
typedef struct
{
  BsPolicy *policy;       /* (nullable): fresh; %NULL: decisions are not made again */
  const char *no_policy;  /* (nullable): why, translated */
  BsBackend *backend;     /* (nullable): %NULL: nothing is executed */
  const char *no_backend; /* (nullable): why, translated */
} BsVerificationMeans;

/**
 * bs_verify:
 * @cancellable: (nullable): looked at between decisions
 *
 * What follows a difference in a mini-batch is not looked at, but the other mini-batches are. Only
 * what is consistent is executed.
 *
 * Returns: (transfer full): what was found, or %NULL when cancelled
 */
BsVerification *bs_verify (const BsTrace *trace, const BsVerificationMeans *means,
                           GCancellable *cancellable, GError **error);
void bs_verification_free (BsVerification *self);

/** bs_verification_count: Returns: how many checks of all mini-batches ended as @kind. */
guint bs_verification_count (const BsVerification *self, BsFindingKind kind);

/** bs_finding_describe: Returns: (transfer full): a difference as a translated line. */
char *bs_finding_describe (const BsFinding *self, guint32 mini_batch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsVerification, bs_verification_free)

G_END_DECLS

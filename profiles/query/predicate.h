/* SPDX-License-Identifier: Apache-2.0 */
/* Predicates: SQL expressions over one row, such as `type = 'word' AND batch_size < 8` over a
 * decision. The same text is a breakpoint, a search, `steps --where`, and what stands behind WHERE in
 * a query of the view `decisions`. */
#pragma once

#include <gio/gio.h>

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** BsPredicateKind: what a value is. */
typedef enum
{
  BS_PREDICATE_NULL,    /* not known: no comparison with it is true */
  BS_PREDICATE_INTEGER, /* of 64 bits */
  BS_PREDICATE_REAL,    /* NaN is NULL */
  BS_PREDICATE_TEXT     /* UTF-8 */
} BsPredicateKind;

/** BsPredicateValue: a value of a row. */
typedef struct
{
  BsPredicateKind kind; /* which of the others is meant */
  gint64 integer;       /* of an integer */
  double real;          /* of a real */
  const char *text;     /* of a text */
} BsPredicateValue;

/** BsPredicateColumn: a value that all rows have. */
typedef struct
{
  const char *name;     /* as in SQL: lower case, underscores */
  BsPredicateKind kind; /* of its values, if they are known */
  const char *help;     /* (nullable): what it means, to be translated */
} BsPredicateColumn;

/**
 * BsPredicate:
 *
 * A condition that was understood. For one thread at a time.
 */
typedef struct _BsPredicate BsPredicate;

/**
 * bs_predicate_new:
 * @text: one SQL expression over what profiles/query/decision-columns.h lists; untrusted
 *
 * Returns: (transfer full): a predicate over decisions, to be used by one thread at a time; or %NULL
 *   with %BS_ERROR_SYNTAX, which says where it is wrong, and what is near to a column that there is
 *   not; with %BS_ERROR_UNSUPPORTED where it asks for more than a predicate may
 */
BsPredicate *bs_predicate_new (const char *text, GError **error);

/**
 * bs_predicate_new_at:
 * @text: as in bs_predicate_new()
 * @where: (out) (optional): the character that the error is about, from 0; -1: none, or not known
 *
 * Returns: (transfer full): as bs_predicate_new()
 */
BsPredicate *bs_predicate_new_at (const char *text, glong *where, GError **error);

/**
 * bs_predicate_new_for:
 * @columns: (array length=n_columns): what a row has; copied, at most 500
 * @n_columns: number of @columns
 * @text: one SQL expression over them; untrusted
 *
 * A predicate over rows of any columns, see bs_predicate_test().
 *
 * Returns: (transfer full): as bs_predicate_new()
 */
BsPredicate *bs_predicate_new_for (const BsPredicateColumn *columns, guint n_columns,
                                   const char *text, GError **error);

BsPredicate *bs_predicate_ref (BsPredicate *self);

/** bs_predicate_free: drops a reference, the first one or one of bs_predicate_ref(). */
void bs_predicate_free (BsPredicate *self);

/**
 * bs_predicate_get_text:
 *
 * Returns: (transfer none): as it was given
 */
const char *bs_predicate_get_text (const BsPredicate *self);

/**
 * bs_predicate_uses:
 * @column: from 0, in the order of the columns
 *
 * Returns: whether the text asks for the column with this number
 */
gboolean bs_predicate_uses (const BsPredicate *self, guint column);

/**
 * bs_predicate_test:
 * @values: (array): one a column
 * @holds: (out): whether it is true; NULL is not
 *
 * Returns: %FALSE with %BS_ERROR_RANGE where it has no value, such as that of an integer overflow
 */
gboolean bs_predicate_test (BsPredicate *self, const BsPredicateValue *values, gboolean *holds,
                            GError **error);

/**
 * bs_predicate_find_all:
 * @self: over decisions
 * @trace: a loaded trace
 *
 * Returns: (transfer full) (element-type guint32): the decisions for which it is true, ascending; or
 *   %NULL with %BS_ERROR_RANGE, %G_IO_ERROR_CANCELLED or %G_IO_ERROR_TIMED_OUT
 */
GArray *bs_predicate_find_all (BsPredicate *self, const BsTrace *trace, GCancellable *cancellable,
                               GError **error);

/**
 * bs_predicate_next:
 * @self: over decisions
 * @trace: a loaded trace
 * @from: the decision to start from, which is not looked at itself; 0 is before the first,
 *   n_decisions + 1 after the last
 * @forward: %FALSE: to lower numbers
 * @found: (out): the nearest decision for which it is true; 0: there is none
 *
 * Returns: %FALSE with the errors of bs_predicate_find_all()
 */
gboolean bs_predicate_next (BsPredicate *self, const BsTrace *trace, guint32 from, gboolean forward,
                            guint32 *found, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPredicate, bs_predicate_free)

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
/* What people add to a trace, which itself never changes: notes, bookmarks, breakpoints, branches and
 * how it was looked at, in a JSON file beside it: `run.bscope-notes` beside `run.bscope`. Where
 * nothing can be written there, it is in the user's data folder, by the identity of the trace. */
#pragma once

#include "profiles/replay/branch.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_SIDECAR_VERSION 1
#define BS_SIDECAR_SUFFIX "-notes"

/* In bytes; more of a text is refused. */
#define BS_SIDECAR_MAX_TEXT 65536
#define BS_SIDECAR_MAX_NAME 200

/* All that is kept has a number of its own from 1, never used again, and is listed by it. Times are
 * UTC, such as 2026-03-01T12:30:00Z. */

typedef struct
{
  guint32 id;
  char *text;
  char *created, *changed;  /* changed: (nullable) */
  guint32 decision, last;   /* what it is about: one decision, or those up to @last; 0: none */
  guint32 mini_batch, node; /* or a node; G_MAXUINT32: none */
} BsNote;

typedef struct
{
  guint32 id;
  guint32 decision;
  char *name; /* (nullable) */
} BsBookmark;

typedef struct
{
  guint32 id;
  char *predicate; /* over decisions, as it was typed */
  gboolean enabled;
} BsBreakpoint;

/* How a branch is made again; see bs_sidecar_make_branch(). */
typedef struct
{
  guint32 id;
  char *name;
  char *parent; /* (nullable): name of the branch that it leaves; %NULL: the recording */
  guint32 decision;
  char *type;             /* name */
  BsBranchPolicy *policy; /* tables are kept with it, so that no other file is needed */
  guint32 n_batches;      /* when it was kept */
  char *created;
} BsKeptBranch;

typedef struct
{
  char *path;     /* where it is, or will be when there is something to keep */
  char *identity; /* of its trace, see bs_trace_identify(); (nullable): any */
  guint32 next_id;
  GPtrArray *notes;       /* BsNote */
  GPtrArray *bookmarks;   /* BsBookmark */
  GPtrArray *breakpoints; /* BsBreakpoint */
  GPtrArray *branches;    /* BsKeptBranch; parents stand before those that leave them */
  char *view;             /* (nullable): JSON, as bs_sidecar_set_view() got it */

  /*< private >*/
  BsTrace *trace;   /* (nullable) */
  char *shown;      /* the path, for messages */
  char *other_path; /* (nullable): in the user's data folder */
} BsSidecar;

/** bs_trace_identify: Returns: (transfer full): the SHA-256 of what was recorded: its types,
 * mini-batches and decisions with their times; the same wherever the file is and whatever version
 * of the format it has. */
char *bs_trace_identify (const BsTrace *trace);

/**
 * bs_sidecar_load:
 *
 * What is kept for @trace; nothing where there is no file. Of a bundle it is what came with it.
 * Nothing is written.
 *
 * Returns: (transfer full): the sidecar, or %NULL with a message that names the file:
 *   %BS_ERROR_UNSUPPORTED (it is of another trace), %BS_ERROR_VERSION, %BS_ERROR_SYNTAX,
 *   %BS_ERROR_CORRUPT, %BS_ERROR_RANGE, %BS_ERROR_IO
 */
BsSidecar *bs_sidecar_load (BsTrace *trace, GError **error);

/** bs_sidecar_parse: @name: what to call the text in errors. An empty text keeps nothing. */
BsSidecar *bs_sidecar_parse (const char *name, const char *text, gsize length, GError **error);

/** bs_sidecar_to_string: Returns: (transfer full): the text of the file. */
char *bs_sidecar_to_string (const BsSidecar *self);

BsSidecar *bs_sidecar_new (void);
void bs_sidecar_free (BsSidecar *self);

/** bs_sidecar_is_empty: Returns: whether nothing is kept. */
gboolean bs_sidecar_is_empty (const BsSidecar *self);

/* Changes. Each locks the file, reads it again, and replaces it atomically: what another program wrote
 * meanwhile stays, and is in @self afterwards; pointers to what was kept before do not hold any more.
 * They return FALSE, with @self as it was, when something is not valid or cannot be written. */

/** bs_sidecar_add_note: keeps a copy, with a number and a time of its own. @id: (out) (optional). */
gboolean bs_sidecar_add_note (BsSidecar *self, const BsNote *note, guint32 *id, GError **error);
gboolean bs_sidecar_edit_note (BsSidecar *self, guint32 id, const char *text, GError **error);

/** bs_sidecar_add_bookmark: @name: (nullable). */
gboolean bs_sidecar_add_bookmark (BsSidecar *self, guint32 decision, const char *name, guint32 *id,
                                  GError **error);
gboolean bs_sidecar_rename_bookmark (BsSidecar *self, guint32 id, const char *name, GError **error);

gboolean bs_sidecar_add_breakpoint (BsSidecar *self, const char *predicate, guint32 *id,
                                    GError **error);
gboolean bs_sidecar_edit_breakpoint (BsSidecar *self, guint32 id, const char *predicate,
                                     GError **error);
gboolean bs_sidecar_enable_breakpoint (BsSidecar *self, guint32 id, gboolean enabled,
                                       GError **error);

/** bs_sidecar_add_branch: keeps @branch, which has a name that no other has, and whose parent is
 * the recording or was kept before. */
gboolean bs_sidecar_add_branch (BsSidecar *self, const BsBranch *branch, guint32 *id,
                                GError **error);

/** bs_sidecar_remove: what has the number @id; a branch only if none leaves it. */
gboolean bs_sidecar_remove (BsSidecar *self, guint32 id, GError **error);

/** bs_sidecar_set_view: @json: (nullable): one JSON value. */
gboolean bs_sidecar_set_view (BsSidecar *self, const char *json, GError **error);

/** bs_sidecar_refresh: only takes over what another program wrote meanwhile. */
gboolean bs_sidecar_refresh (BsSidecar *self, GError **error);

/** bs_sidecar_find_branch: Returns: (nullable) (transfer none): the branch of that name. */
const BsKeptBranch *bs_sidecar_find_branch (const BsSidecar *self, const char *name);

/**
 * bs_sidecar_make_branch:
 * @model: (nullable):
 * @cancellable: (nullable):
 *
 * Makes a branch that was kept, and those that it leaves, again.
 *
 * Returns: (transfer full): the branch; its .n_batches are those that were kept, unless this program
 *   decides otherwise than the one that kept it; %NULL with %BS_ERROR_NOT_FOUND or what
 *   bs_branch_new() says
 */
BsBranch *bs_sidecar_make_branch (const BsSidecar *self, const char *name, const BsCostModel *model,
                                  GCancellable *cancellable, GError **error);

void bs_note_free (BsNote *self);
void bs_bookmark_free (BsBookmark *self);
void bs_breakpoint_free (BsBreakpoint *self);
void bs_kept_branch_free (BsKeptBranch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSidecar, bs_sidecar_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsNote, bs_note_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBookmark, bs_bookmark_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBreakpoint, bs_breakpoint_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsKeptBranch, bs_kept_branch_free)

G_END_DECLS

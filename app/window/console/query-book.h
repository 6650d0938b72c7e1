/* SPDX-License-Identifier: Apache-2.0 */
/* Queries that were run, and those that people keep under a name: the same in all windows, kept over
 * sessions. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Older ones are forgotten; longer ones are not kept. */
#define BS_QUERY_BOOK_HISTORY 200
#define BS_QUERY_BOOK_FAVOURITES 200
#define BS_QUERY_BOOK_LENGTH 20000

typedef struct
{
  char *name; /* (nullable): of a favourite */
  char *sql;
} BsKeptQuery;

#define BS_TYPE_QUERY_BOOK (bs_query_book_get_type ())

/* Signal: `changed`. */
G_DECLARE_FINAL_TYPE (BsQueryBook, bs_query_book, BS, QUERY_BOOK, GObject)

/** bs_query_book_get: Returns: (transfer none): the one book. */
BsQueryBook *bs_query_book_get (void);

/** bs_query_book_new: @path: (nullable): of the file, which need not be there; %NULL: it keeps nothing. */
BsQueryBook *bs_query_book_new (const char *path);

/** bs_query_book_set_default: @book: (nullable): what bs_query_book_get() returns from now on: for tests. */
void bs_query_book_set_default (BsQueryBook *book);

/** bs_query_book_finish: returns when all is in the file. */
void bs_query_book_finish (BsQueryBook *self);

/** bs_query_book_get_history: Returns: (transfer none) (element-type BsKeptQuery): the last one at the end. */
const GPtrArray *bs_query_book_get_history (BsQueryBook *self);

/** bs_query_book_get_favourites: Returns: (transfer none) (element-type BsKeptQuery): by name. */
const GPtrArray *bs_query_book_get_favourites (BsQueryBook *self);

/** bs_query_book_remember: @sql was run: it is the last one, wherever it was before. */
void bs_query_book_remember (BsQueryBook *self, const char *sql);
void bs_query_book_forget (BsQueryBook *self, const char *sql);

/** bs_query_book_keep: under @name, in place of what was kept so before. Returns: %FALSE: there is no room for it. */
gboolean bs_query_book_keep (BsQueryBook *self, const char *name, const char *sql);

/** bs_query_book_drop: the favourite of this name. */
void bs_query_book_drop (BsQueryBook *self, const char *name);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
/* Reads JSON value by value, without a tree in memory: for texts of millions of values. Only for
 * what bs_json_check() has let pass; the reader itself checks nothing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stands before a value, or behind the last of an array or object. Copy it to come back. */
typedef struct
{
  const char *at;
} BsJsonReader;

/** bs_json_reader_peek: Returns: how the next value begins: one of `{["-0123456789tfn`. */
char bs_json_reader_peek (BsJsonReader *self);

/** bs_json_reader_enter: into the array or object that is next. */
void bs_json_reader_enter (BsJsonReader *self);

/**
 * bs_json_reader_more:
 *
 * Returns: whether the array or object entered last has another element or member; the reader
 *   stands before it, or else behind the whole
 */
gboolean bs_json_reader_more (BsJsonReader *self);

/** bs_json_reader_key: @key: (out): the name of the member that is next, whose value follows. */
void bs_json_reader_key (BsJsonReader *self, GString *key);

/** bs_json_reader_string: @text: (out): the string that is next. */
void bs_json_reader_string (BsJsonReader *self, GString *text);

/** bs_json_reader_integer: Returns: whether the number that is next is a whole one, without point
 * or exponent; it is passed in any case. */
gboolean bs_json_reader_integer (BsJsonReader *self, gint64 *value);

/** bs_json_reader_skip: passes the value that is next. */
void bs_json_reader_skip (BsJsonReader *self);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
/* The wire format of protocol buffers: fields one after the other, messages within messages.
 * See protobuf.dev, “Encoding”. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_protobuf_append_varint: a number alone, seven bits a byte, the lowest first. */
void bs_protobuf_append_varint (GString *out, guint64 value);

/** bs_protobuf_add_integer: a field of any integer type but sint and fixed, of an enum or a bool;
 * negative numbers as two's complement in 64 bits. */
void bs_protobuf_add_integer (GString *out, guint field, guint64 value);

/** bs_protobuf_add_fixed64: a field of type fixed64. */
void bs_protobuf_add_fixed64 (GString *out, guint field, guint64 value);

/** bs_protobuf_add_double: a field of type double. */
void bs_protobuf_add_double (GString *out, guint field, double value);

/** bs_protobuf_add_string: a field of type string; bytes that are not UTF-8 become U+FFFD. */
void bs_protobuf_add_string (GString *out, guint field, const char *text);

/**
 * bs_protobuf_begin:
 *
 * Begins a field that is a message: what is added until bs_protobuf_end () is in it.
 *
 * Returns: what bs_protobuf_end () takes
 */
gsize bs_protobuf_begin (GString *out, guint field);

/** bs_protobuf_end: @begun: of the innermost message that was begun; it has up to 256 MiB. */
void bs_protobuf_end (GString *out, gsize begun);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
/* The wire format of protocol buffers, written as it comes. */
#include "config.h"

#include "profiles/files/protobuf-writer.h"

#include <string.h>

enum
{
  WIRE_VARINT = 0,
  WIRE_FIXED64 = 1,
  WIRE_BYTES = 2
};

/* What a message takes to say how long it is: known only at its end, so always this many bytes,
 * which readers take as well as fewer. */
#define LENGTH_BYTES 4

void
bs_protobuf_append_varint (GString *out, guint64 value)
{
  char bytes[10];
  gssize n = 0;

  for (; value >= 0x80; value >>= 7)
    bytes[n++] = (char) (value | 0x80);
  bytes[n++] = (char) value;
  g_string_append_len (out, bytes, n);
}

static void
append_tag (GString *out, guint field, guint wire)
{
  bs_protobuf_append_varint (out, field << 3 | wire);
}

void
bs_protobuf_add_integer (GString *out, guint field, guint64 value)
{
  append_tag (out, field, WIRE_VARINT);
  bs_protobuf_append_varint (out, value);
}

void
bs_protobuf_add_fixed64 (GString *out, guint field, guint64 value)
{
  guint64 little = GUINT64_TO_LE (value);

  append_tag (out, field, WIRE_FIXED64);
  g_string_append_len (out, (const char *) &little, sizeof little);
}

void
bs_protobuf_add_double (GString *out, guint field, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bs_protobuf_add_fixed64 (out, field, bits);
}

void
bs_protobuf_add_string (GString *out, guint field, const char *text)
{
  gsize length = strlen (text);
  g_autofree char *valid = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    {
      valid = g_utf8_make_valid (text, (gssize) length);
      text = valid;
      length = strlen (text);
    }
  append_tag (out, field, WIRE_BYTES);
  bs_protobuf_append_varint (out, length);
  g_string_append_len (out, text, (gssize) length);
}

gsize
bs_protobuf_begin (GString *out, guint field)
{
  append_tag (out, field, WIRE_BYTES);
  g_string_set_size (out, out->len + LENGTH_BYTES);

  return out->len;
}

void
bs_protobuf_end (GString *out, gsize begun)
{
  gsize length = out->len - begun;

  for (guint i = 0; i < LENGTH_BYTES; i++)
    out->str[begun - LENGTH_BYTES + i] = (char) ((length >> (7 * i) & 0x7f)
                                                 | (i + 1 < LENGTH_BYTES ? 0x80 : 0));
}

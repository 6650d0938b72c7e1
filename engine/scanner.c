/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a text that nobody trusts. */
#include "config.h"

#include "engine/scanner.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/byte-order-mark.h"
#include "engine/error.h"

#define MAX_LENGTH ((gssize) G_MAXINT32)

void
bs_scanner_init (BsScanner *self, const char *name, const char *text, gsize length)
{
  *self = (BsScanner){ .name = name, .at = text, .end = text + length, .line = 1 };
  bs_skip_byte_order_mark (&self->at, self->end);
}

gboolean
bs_scanner_check_text (BsScanner *self, const char *expected, GError **error)
{
  const char *bad;

  if (self->end - self->at > MAX_LENGTH)
    return bs_scanner_fail (self, error, _ ("the file is larger than 2 GiB; split it"));
  if (g_utf8_validate_len (self->at, self->end - self->at, &bad))
    return TRUE;
  for (const char *p = self->at; p < bad; p++)
    self->line += *p == '\n';

  return bs_scanner_fail (self, error, _ ("this is not text in UTF-8 (byte 0x%02x); %s"),
                          (guint8) *bad, expected);
}

gboolean
bs_scanner_fail (const BsScanner *self, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("%s, line %u: %s"), self->name, self->line,
               message);

  return FALSE;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

void
bs_scanner_skip_blanks (BsScanner *self)
{
  while (self->at < self->end && is_blank (*self->at))
    self->at++;
}

void
bs_scanner_skip_space (BsScanner *self)
{
  for (; self->at < self->end && g_ascii_isspace (*self->at); self->at++)
    self->line += *self->at == '\n';
}

gboolean
bs_scanner_read_number (BsScanner *self, const char *what, guint32 *number, GError **error)
{
  guint64 value = 0;
  const char *start;

  bs_scanner_skip_blanks (self);
  start = self->at;
  while (self->at < self->end && g_ascii_isdigit (*self->at))
    {
      value = value * 10 + (*self->at++ - '0');
      if (value >= G_MAXUINT32)
        return bs_scanner_fail (self, error, _ ("%s is too large"), _ (what));
    }
  if (self->at == start)
    {
      if (self->at == self->end || *self->at == '\n')
        return bs_scanner_fail (self, error, _ ("the line ends where %s should be"), _ (what));
      return bs_scanner_fail (self, error, _ ("%s should be here, not “%c”"), _ (what),
                              g_ascii_isprint (*self->at) ? *self->at : '?');
    }
  *number = value;

  return TRUE;
}

gboolean
bs_scanner_end_line (BsScanner *self, const char *surplus, GError **error)
{
  bs_scanner_skip_blanks (self);
  if (self->at < self->end && *self->at != '\n')
    return bs_scanner_fail (self, error, "%s", _ (surplus));
  if (self->at < self->end)
    self->at++;
  self->line++;

  return TRUE;
}

const char *
bs_scanner_read_word (BsScanner *self, gsize *length)
{
  const char *start;

  bs_scanner_skip_blanks (self);
  start = self->at;
  while (self->at < self->end && *self->at != '\n' && !is_blank (*self->at))
    self->at++;
  *length = self->at - start;

  return *length > 0 ? start : NULL;
}

void
bs_scanner_next_line (BsScanner *self)
{
  const char *newline = memchr (self->at, '\n', self->end - self->at);

  self->at = newline != NULL ? newline + 1 : self->end;
  self->line++;
}

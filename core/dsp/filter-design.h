#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Ten sections for a band-pass of order 10, and room for a notch with its harmonics. */
#define ECG_FILTER_MAX_SECTIONS 16
#define ECG_FILTER_MAX_ORDER 10

/**
 * EcgSos:
 * @b: numerator, b[0] + b[1]/z + b[2]/z²
 * @a: denominator, likewise; a[0] is 1
 *
 * One second-order section of a digital filter, as a row of SciPy's `sos`.
 */
typedef struct
{
  double b[3];
  double a[3];
} EcgSos;

/**
 * EcgFilter:
 * @sections: applied one after the other; the first @n_sections count
 * @n_sections: 0 passes everything unchanged
 *
 * A linear filter as a cascade of second-order sections: a plain value, to be copied and shared
 * between threads. Sections in double keep corners such as 0.05 Hz at 1 kHz exact and stable, which
 * one long polynomial, or float, would not.
 */
typedef struct
{
  EcgSos sections[ECG_FILTER_MAX_SECTIONS];
  size_t n_sections;
} EcgFilter;

/** EcgFilterKind: what passes. */
typedef enum
{
  ECG_FILTER_LOW_PASS,  /* up to high_hz */
  ECG_FILTER_HIGH_PASS, /* from low_hz */
  ECG_FILTER_BAND_PASS, /* from low_hz to high_hz */
} EcgFilterKind;

/**
 * ecg_filter_design_butterworth:
 * @out: (out caller-allocates): the filter; passes everything where the function fails
 * @kind: what passes
 * @order: 1 to %ECG_FILTER_MAX_ORDER; a band-pass falls by this order on both sides, as SciPy's
 *   butter() counts
 * @low_hz: lower corner; not looked at for a low-pass
 * @high_hz: upper corner; not looked at for a high-pass
 * @rate_hz: sampling rate
 *
 * Designs a maximally flat filter by the bilinear transform with pre-warped corners.
 *
 * The response is −3 dB at the corners where the filter runs once, so −6 dB where it runs forward
 * and backward; ecg_filter_zero_phase_corners() moves the corners for that.
 *
 * Returns: false for corners that cannot be: not above 0, at or above half the rate, out of order,
 *   not finite, or an order out of range
 */
bool ecg_filter_design_butterworth (
  EcgFilter *out, EcgFilterKind kind, size_t order, double low_hz, double high_hz, double rate_hz)
  __attribute__ ((warn_unused_result));

/**
 * ecg_filter_design_notch:
 * @out: (out caller-allocates): the filter; passes everything where the function fails
 * @centre_hz: what is taken out: 50 or 60
 * @q: centre over width at −3 dB; 30 is usual
 * @rate_hz: sampling rate
 *
 * Designs a second-order notch, as SciPy's iirnotch().
 *
 * Returns: false where the centre is not between 0 and half the rate, or @q is not above 0
 */
bool ecg_filter_design_notch (EcgFilter *out, double centre_hz, double q, double rate_hz)
  __attribute__ ((warn_unused_result));

/**
 * ecg_filter_zero_phase_corners:
 * @low_hz: (inout): lower corner; kept for a low-pass
 * @high_hz: (inout): upper corner; kept for a high-pass
 *
 * Moves corners apart so that a Butterworth filter of this kind and order designed with them, and
 * run forward and backward, is −3 dB at the corners that were given.
 *
 * Returns: false, with the corners as they were, where they cannot be
 */
bool ecg_filter_zero_phase_corners (double       *low_hz,
                                    double       *high_hz,
                                    EcgFilterKind kind,
                                    size_t        order,
                                    double        rate_hz) __attribute__ ((warn_unused_result));

/**
 * ecg_filter_append:
 * @self: (inout): the filter that runs first
 * @next: the filter that runs on its output; may be @self
 *
 * Chains two filters: a band and a notch.
 *
 * Returns: false, with @self as it was, where there is no room for all sections
 */
bool ecg_filter_append (EcgFilter *self, const EcgFilter *next)
  __attribute__ ((warn_unused_result));

/** ecg_filter_magnitude: Returns: |H| at @frequency_hz for one pass of the filter; square it for
 * forward and backward. */
double ecg_filter_magnitude (const EcgFilter *self, double frequency_hz, double rate_hz);

/**
 * ecg_filter_settling:
 * @fraction: above 0, below 1: exp (−3) for three time constants
 *
 * How long the slowest pole rings.
 *
 * Returns: samples until its response to an impulse has fallen to @fraction; 0 for no sections
 */
size_t ecg_filter_settling (const EcgFilter *self, double fraction);

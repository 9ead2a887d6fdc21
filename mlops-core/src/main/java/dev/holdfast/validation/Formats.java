// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What makes a text of a {@link TextFormat}. */
final class Formats {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern HEX_GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");

    private Formats() {}

    static CellTest test(TextFormat format) {
        Predicate<String> valid = switch (format) {
            case EMAIL -> Formats::isEmail;
            case URL -> Formats::isUrl;
            case UUID -> text -> UUID.matcher(text).matches();
            case IPV4 -> Formats::isIpv4;
            case IPV6 -> Formats::isIpv6;
            case CARD -> Formats::isCard;
            case IBAN -> Formats::isIban;
            case JSON -> Formats::isJson;
        };
        return onText(valid);
    }

    static CellTest date(String pattern) {
        DateTimeFormatter formatter = formatter(pattern);
        return onText(text -> {
            try {
                formatter.parse(text);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        });
    }

    /** Strict, so that 30 February is no date; {@code y} is read as {@code u}, for a strict year of era needs an era. */
    static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    static CellTest onText(Predicate<String> valid) {
        return new CellTests.OnText() {
            @Override
            boolean text(String value) {
                return valid.test(value);
            }
        };
    }

    /**
     * One {@code @}, before it 1 to 64 letters, digits and signs without blanks, after it at least two labels of 1 to 63
     * letters, digits and hyphens of which none starts with a hyphen; what mail servers accept is wider. ASCII alone, and
     * one look at each character: addresses tend to be all different.
     */
    private static boolean isEmail(String text) {
        int at = 0;
        while (at < text.length() && isLocal(text.charAt(at))) {
            at++;
        }
        if (at == 0 || at > 64 || at == text.length() || text.charAt(at) != '@') {
            return false;
        }
        int labels = 0;
        int start = at + 1;
        for (int i = start; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                if (i == start || i - start > 63 || text.charAt(start) == '-') {
                    return false;
                }
                labels++;
                start = i + 1;
            } else if (!isAlphanumeric(text.charAt(i)) && text.charAt(i) != '-') {
                return false;
            }
        }
        return labels >= 2;
    }

    private static boolean isLocal(char c) {
        return isAlphanumeric(c) || ".!#$%&'*+/=?^_`{|}~-".indexOf(c) >= 0;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && Optional.ofNullable(uri.getScheme())
                            .filter(s -> List.of("http", "https", "ftp").contains(s.toLowerCase(Locale.ROOT)))
                            .isPresent();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        return parts.length == 4
                && Arrays.stream(parts)
                        .allMatch(p -> !p.isEmpty()
                                && p.length() <= 3
                                && p.chars().allMatch(c -> c >= '0' && c <= '9')
                                && (p.length() == 1 || p.charAt(0) != '0')
                                && Integer.parseInt(p) <= 255);
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int groups = gap < 0
                ? groups(text)
                : sum(groupsOrNone(text.substring(0, gap)), groupsOrNone(text.substring(gap + 2)));
        return gap < 0 ? groups == 8 : groups >= 0 && groups < 8;
    }

    private static int sum(int left, int right) {
        return left < 0 || right < 0 ? -1 : left + right;
    }

    private static int groupsOrNone(String text) {
        return text.isEmpty() ? 0 : groups(text);
    }

    /** The number of 16-bit groups, an embedded IPv4 address at the end counting two, or -1. */
    private static int groups(String text) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && isIpv4(parts[i])) {
                count += 2;
            } else if (HEX_GROUP.matcher(parts[i]).matches()) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }

    /** Twelve to nineteen digits, blanks and hyphens between them allowed, whose Luhn sum is a multiple of ten. */
    private static boolean isCard(String text) {
        int sum = 0;
        int digits = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                int doubled = (c - '0') * (digits % 2 == 0 ? 1 : 2);
                sum += doubled > 9 ? doubled - 9 : doubled;
                digits++;
            } else if (c != ' ' && c != '-') {
                return false;
            }
        }
        return digits >= 12 && digits <= 19 && sum % 10 == 0;
    }

    /** ISO 13616: the number, its first four characters moved to the end and letters read as 10 to 35, is 1 modulo 97. */
    private static boolean isIban(String text) {
        String compact = text.replace(" ", "");
        if (!IBAN.matcher(compact).matches()) {
            return false;
        }
        StringBuilder digits = new StringBuilder();
        (compact.substring(4) + compact.substring(0, 4)).chars().forEach(c -> digits.append(Character.digit(c, 36)));
        return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}

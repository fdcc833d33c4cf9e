package dev.lifeboat.cli;

import dev.lifeboat.set.BackupMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a set, {@code latest} or {@code latest:MODE}: a mode that there is not is a typing error, not a set that is gone. */
final class SetName implements ITypeConverter<String> {
    private static final String LATEST_OF = "latest:";

    @Override
    public String convert(String text) {
        if (text.startsWith(LATEST_OF)) {
            try {
                BackupMode.parse(text.substring(LATEST_OF.length()));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(Printable.of(String.valueOf(e.getMessage())));
            }
        }
        return text;
    }
}

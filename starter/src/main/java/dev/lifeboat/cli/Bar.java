package dev.lifeboat.cli;

import dev.lifeboat.session.Session;
import java.util.Objects;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on the terminal's standard error; nothing where nobody sits before one. Not thread-safe. */
final class Bar implements AutoCloseable {
    private final boolean shown = Session.interactive();
    private @Nullable ProgressBar bar;
    private @Nullable String name;

    /** Shows how far the named work is; another name begins another bar. */
    void show(String work, String unit, long done, long total) {
        if (!shown || total <= 0) {
            return;
        }
        ProgressBar current = bar;
        if (current == null || !Objects.equals(name, work)) {
            close();
            current = new ProgressBarBuilder()
                    .setTaskName(work)
                    .setInitialMax(total)
                    .setUnit(" " + unit, 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(300)
                    .build();
            bar = current;
            name = work;
        }
        current.maxHint(total);
        current.stepTo(Math.min(done, total));
    }

    /** Ends the bar that is shown; text may follow. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
            name = null;
        }
    }
}

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.hypersender.Hypersender;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JarTest {
    private final Path jar =
            Path.of(Hypersender.class.getProtectionDomain().getCodeSource().getLocation().getPath());

    @Test
    void aProgramOfModulesKnowsItByAName() {
        var names =
                ModuleFinder.of(jar).findAll().stream()
                        .map(module -> module.descriptor().name())
                        .collect(Collectors.toList());
        assertEquals(List.of("io.github.hypersender"), names);
    }

    @Test
    void nothingTellsWhereAndWhenItWasMade() throws Exception {
        try (var file = new JarFile(jar.toFile())) {
            assertFalse(file.getManifest().getMainAttributes().getValue("Built-By") != null);
            var times =
                    file.stream().map(entry -> entry.getTimeLocal()).collect(Collectors.toSet());
            assertEquals(1, times.size(), "they are of one time: " + times);
        }
    }
}

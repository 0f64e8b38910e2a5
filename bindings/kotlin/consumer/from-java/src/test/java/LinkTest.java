import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.hypersender.jvm.HypersenderFutures;
import io.github.hypersender.jvm.LinkOptionsBuilder;
import io.github.hypersender.testing.Sandbox;
import org.junit.jupiter.api.Test;

class LinkTest {
    @Test
    void aProgramWithThePackageAloneLinksAPhone() {
        try (var sandbox = Sandbox.start(60.0);
                var client = new HypersenderFutures(sandbox.client())) {
            sandbox.expect("{\"shown\": 1, \"after\": 8, \"do\": {\"scan\": {}}}");
            var options = new LinkOptionsBuilder().build();
            var linked = client.link(sandbox.getInstance(), options, event -> {}).join();
            assertEquals(sandbox.getInstance(), linked.getInstanceId());
        }
    }
}
